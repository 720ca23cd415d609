import { beforeEach, expect, test } from "vitest";
import { brokenDocs, docCounts } from "../doc-comments.mjs";
import { madeUpRepository } from "./repository.ts";

const repository = madeUpRepository();
const { write } = repository;

beforeEach(() => {
  const exports = {
    ".": { "@tresnet/source": "./src/index.ts", default: "./dist/index.js" },
    "./jpeg": { "@tresnet/source": "./src/jpeg.ts", default: "./dist/jpeg.js" },
    "./package.json": "./package.json",
  };
  write("packages/engine/package.json", JSON.stringify({ name: "@tresnet/engine", exports }));
});

const index = (text: string) => write("packages/engine/src/index.ts", text);
const source = (text: string) => write("packages/engine/src/x.ts", text);
const missing = (name: string, file = "x.ts") =>
  `packages/engine/src/${file}: ${name}: expected a doc comment, since the package exports it. Say what it is or does.`;

test.each([
  ["a function", "export function x() {}"],
  ["a class", "export class x {}"],
  ["a constant", "export const x = 1;"],
  ["an interface", "export interface x {}"],
  ["a type", "export type x = 1;"],
])("%s that the package exports has a comment of its own", (_, declaration) => {
  index(`export { x } from "./x.ts";`);
  source(`/** This comment is the file's. */\nimport "node:fs";\n\n${declaration}\n`);
  expect(brokenDocs(repository.root)).toEqual([missing("x")]);
  source(`import "node:fs";\n/** An x. */\n${declaration}\n`);
  expect(brokenDocs(repository.root)).toEqual([]);
});

test("a comment of tags alone is none", () => {
  index(`export { x } from "./x.ts";`);
  source("/** @throws Error always. */\nexport function x() {}\n");
  expect(brokenDocs(repository.root)).toEqual([missing("x")]);
});

test("what stays inside of the package needs no comment", () => {
  index(`export { x } from "./x.ts";`);
  source("/** An x. */\nexport const x = 1;\nexport const y = 2;\n");
  expect(brokenDocs(repository.root)).toEqual([]);
});

test.each(["Of the whole.", "The same; slower.", "The same as y, but slower.", "See y."])(
  "a comment that leans on its neighbours is rejected: %s",
  (text) => {
    index(`export { x } from "./x.ts";`);
    source(`/** ${text} */\nexport const x = 1;\n`);
    expect(brokenDocs(repository.root)).toEqual([
      expect.stringMatching(/^packages\/engine\/src\/x\.ts: x: expected a doc comment that is true alone, got "/),
    ]);
  },
);

test("an export is followed by every way there is, under the name that others see", () => {
  index(`export { a as b } from "./x.ts"; export * from "./y.ts"; import { z } from "./y.ts"; export { z as w };`);
  source("export const a = 1;\n");
  write("packages/engine/src/y.ts", `export * from "./z.ts"; const y = 1; export { y };`);
  write("packages/engine/src/z.ts", "export const z = 1;");
  write("packages/engine/src/jpeg.ts", `export function decode() {}\nexport { tensor } from "@tresnet/other";`);
  expect(brokenDocs(repository.root)).toEqual([
    missing("b"),
    missing("w", "z.ts"),
    missing("y", "y.ts"),
    missing("decode", "jpeg.ts"),
  ]);
});

test("one comment is enough for an overloaded function", () => {
  index(`export { x } from "./x.ts";`);
  source(
    "/** Gives an x. */\nexport function x(a: 1): 1;\nexport function x(a: 2): 2;\nexport function x(a: 1 | 2) {\n return a;\n}\n",
  );
  expect(brokenDocs(repository.root)).toEqual([]);
});

test.each([
  ["an interface", "export interface x {\n  MEMBER\n}"],
  ["a class", "export class x {\n  MEMBER\n}"],
  ["an object type", "export type x = { a: 1 }[] | {\n  MEMBER\n};"],
])("a member of %s that the package exports has a comment of its own", (_, declaration) => {
  index(`export { x } from "./x.ts";`);
  source(`/** An x. */\n${declaration.replace("MEMBER", "width: number;")}\n`);
  expect(brokenDocs(repository.root)).toEqual([missing("x.width")]);
  source(`/** An x. */\n${declaration.replace("MEMBER", "/** Of the image. */ width: number;")}\n`);
  expect(brokenDocs(repository.root)).toEqual([
    expect.stringContaining(": x.width: expected a doc comment that is true"),
  ]);
  source(`/** An x. */\n${declaration.replace("MEMBER", "/** The width in pixels. */ width: number;")}\n`);
  expect(brokenDocs(repository.root)).toEqual([]);
});

test("a class need not repeat the comments of the interfaces that it implements, where the package exports them", () => {
  index(`export { x } from "./x.ts"; export { type Sized, type Named } from "./y.ts";`);
  write(
    "packages/engine/src/y.ts",
    `/** Sized. */\nexport interface Sized {\n  /** The width in pixels. */\n  width: number;\n}
/** Named. */\nexport interface Named extends Sized {\n  /** The name. */\n  name: string;\n}\n`,
  );
  source("/** An x. */\nexport class x implements Named {\n  name = ``;\n  width = 1;\n  height = 2;\n}\n");
  expect(brokenDocs(repository.root)).toEqual([missing("x.height")]);
});

test("counts exports and the members that their users see", () => {
  index(`export { type I, C, T } from "./x.ts";`);
  source(`
export interface I {
  /** Width in pixels. */
  width: number;
  /** Of the image. */
  height: number;
}
/** A class. */
export class C {
  constructor() {}
  /** Its name. */
  name = "c";
  private a = 1;
  #b = 2;
  override toString() { return ""; }
  run() {}
}
/** A type. */
export type T =
  | {
    /** Which. */
    kind: "a";
  }
  | { kind: "b" };
`);
  expect(docCounts(repository.root)).toEqual({ exports: { documented: 2, of: 3 }, members: { documented: 3, of: 6 } });
});
