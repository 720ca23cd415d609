import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import ts from "typescript";
import { afterEach, beforeEach, expect, test } from "vitest";
import { declarationsOf, packageIn } from "../package-declarations.mjs";

let root = "";

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), "declarations ")));
  const entry = { "@tresnet/source": "./src/index.ts", types: "./dist/index.d.ts", default: "./dist/index.js" };
  manifest("packages/zoo", { exports: { ".": entry, "./package.json": "./package.json" } });
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

function manifest(folder: string, content: object): void {
  write(
    `${folder}/package.json`,
    JSON.stringify({ name: `@tresnet/${path.basename(folder)}`, type: "module", ...content }),
  );
}

/** What zoo publishes, by paths below its folder. */
function declarations(): Record<string, string> {
  const folder = path.join(root, "packages/zoo");
  const found = packageIn(folder);
  if (found === undefined) return {};
  const program = ts.createProgram({
    rootNames: found.entries.map(({ source }) => source),
    options: {
      module: ts.ModuleKind.NodeNext,
      customConditions: ["@tresnet/source"],
      allowImportingTsExtensions: true,
      declaration: true,
      emitDeclarationOnly: true,
      noCheck: true,
      noLib: true,
      types: [],
    },
  });
  const written = [...declarationsOf(program, found)];
  return Object.fromEntries(written.map(([file, text]) => [path.relative(folder, file), text.trim()]));
}

test("has a file for each source that an entry's types lead to, and none for the others", () => {
  write("packages/zoo/src/index.ts", `export { grow } from "./rooms/grow.ts";`);
  write(
    "packages/zoo/src/rooms/grow.ts",
    `import type { Tree } from "../tree.ts"; import { water } from "./water.ts";
    export function grow(tree: Tree) { return water(tree); }`,
  );
  write(
    "packages/zoo/src/rooms/water.ts",
    `import type { Tree } from "../tree.ts"; import { hidden } from "./hidden.ts";
    export function water(tree: Tree) { return hidden ? tree : tree; }`,
  );
  write("packages/zoo/src/rooms/hidden.ts", `export const hidden = true;`);
  write("packages/zoo/src/tree.ts", `export interface Tree { readonly height: number }`);
  expect(declarations()).toEqual({
    "dist/index.d.ts": `export { grow } from "./rooms/grow.js";`,
    "dist/rooms/grow.d.ts": `import type { Tree } from "../tree.js";\nexport declare function grow(tree: Tree): Tree;`,
    "dist/tree.d.ts": `export interface Tree {\n    readonly height: number;\n}`,
  });
});

test("rewrites a type that the compiler found by itself", () => {
  write(
    "packages/zoo/src/index.ts",
    `import { tree } from "./tree.ts"; export const two = [tree(), "./tree.ts"] as const;`,
  );
  write(
    "packages/zoo/src/tree.ts",
    `export interface Tree { readonly height: number }
    export function tree(): Tree { return { height: 1 }; }`,
  );
  expect(declarations()["dist/index.d.ts"]).toBe(
    `export declare const two: readonly [import("./tree.js").Tree, "./tree.ts"];`,
  );
});

test("takes the types of a private package along and leaves those of a public one to npm", () => {
  const exports = { types: "./types/index.d.ts", default: "./dist/index.js" };
  manifest("tooling/kernels", { private: true, exports });
  write("tooling/kernels/types/index.d.ts", `export { Kernel } from "./kernel.js";`);
  write("tooling/kernels/types/kernel.d.ts", `export interface Kernel { readonly name: string }`);
  manifest("packages/engine", { exports: { "@tresnet/source": "./src/index.ts" } });
  write("packages/engine/src/index.ts", `export interface Engine { readonly name: string }`);
  mkdirSync(path.join(root, "packages/zoo/node_modules/@tresnet"), { recursive: true });
  symlinkSync(path.join(root, "tooling/kernels"), path.join(root, "packages/zoo/node_modules/@tresnet/kernels"));
  symlinkSync(path.join(root, "packages/engine"), path.join(root, "packages/zoo/node_modules/@tresnet/engine"));
  write("packages/zoo/src/index.ts", `export * from "./rooms/model.ts";`);
  write(
    "packages/zoo/src/rooms/model.ts",
    `export type { Kernel } from "@tresnet/kernels"; export type { Engine } from "@tresnet/engine";`,
  );
  expect(declarations()).toEqual({
    "dist/index.d.ts": `export * from "./rooms/model.js";`,
    "dist/rooms/model.d.ts": `export type { Kernel } from "../kernels/types/index.js";\nexport type { Engine } from "@tresnet/engine";`,
    "dist/kernels/types/index.d.ts": `export { Kernel } from "./kernel.js";`,
    "dist/kernels/types/kernel.d.ts": `export interface Kernel { readonly name: string }`,
  });
});

test("refuses a type from the inside of another package", () => {
  manifest("packages/engine", {});
  write("packages/engine/src/inside.ts", `export interface Inside { readonly name: string }`);
  write("packages/zoo/src/index.ts", `export type { Inside } from "../../engine/src/inside.ts";`);
  expect(declarations).toThrow("is not exported by the package it comes from");
});

test("refuses a type that has no name to be written with", () => {
  write(
    "packages/zoo/src/index.ts",
    `const secret: unique symbol = Symbol(); export const box = { [secret]: () => secret };
    export default class { private x = secret; y() { class Local { private z = 1; } return Local; } }`,
  );
  expect(declarations).toThrow(/error TS\d+/);
});

test("refuses a manifest that looks for an entry's types elsewhere", () => {
  const entry = { "@tresnet/source": "./src/rooms/index.ts", types: "./dist/index.d.ts" };
  manifest("packages/zoo", { exports: { ".": entry } });
  write("packages/zoo/src/rooms/index.ts", "export {};");
  expect(declarations).toThrow(/expects the types of .* in .*dist.index\.d\.ts, they are in .*dist.rooms.index\.d\.ts/);
});

test("finds nothing to declare in a package without a source among its exports", () => {
  manifest("tooling/kernels", { exports: { types: "./index.d.ts", default: "./dist/index.js" } });
  expect(packageIn(path.join(root, "tooling/kernels"))).toBeUndefined();
});
