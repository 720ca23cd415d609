import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { typeErrors } from "../check-types.mjs";

let root = "";

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "check types "));
  for (const group of ["packages", "apps", "tooling"]) mkdirSync(path.join(root, group));
  add("packages/engine", { strict: true });
  add("packages/zoo", { strict: true });
  add("tooling/scripts", { strict: true, allowJs: true, checkJs: true });
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** A package with its own settings and one right file. */
function add(folder: string, settings: object, scripts: object = { typecheck: "tsc -p ." }): void {
  // Without a standard library the compiler asks for its basic types.
  const names = [
    "Array<T>",
    "Boolean",
    "CallableFunction",
    "Function",
    "IArguments",
    "NewableFunction",
    "Number",
    "Object",
    "RegExp",
    "String",
  ];
  write(`${folder}/src/globals.d.ts`, names.map((name) => `interface ${name} {}`).join("\n"));
  const compilerOptions = {
    ...settings,
    noEmit: true,
    noLib: true,
    types: [],
    module: "esnext",
    moduleDetection: "force",
  };
  write(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, include: ["src", "test"] }));
  write(`${folder}/package.json`, JSON.stringify({ scripts }));
}

function write(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

test("says nothing where all types are right", () => {
  expect(typeErrors(root)).toBe("");
});

test.each(["packages/engine/src/a.ts", "packages/zoo/test/a.test.ts", "tooling/scripts/src/a.mjs"])(
  "tells the error in %s",
  (file) => {
    write(file, file.endsWith(".mjs") ? "/** @type {number} */ export const x = ''" : "export const x: number = '';");
    expect(typeErrors(root)).toContain(path.join(root, file).slice(root.length + 1));
    expect(typeErrors(root)).toContain("TS2322");
  },
);

test("checks plain JavaScript only where a package asks for it", () => {
  write("packages/engine/src/a.mjs", "/** @type {number} */ export const x = ''");
  expect(typeErrors(root)).toBe("");
});

test("takes each package's settings", () => {
  write("packages/zoo/src/a.ts", "export const f = (x) => x;");
  expect(typeErrors(root)).toContain("TS7006");
  add("packages/zoo", { strict: false });
  expect(typeErrors(root)).toBe("");
});

test("tells an error of the settings themselves", () => {
  write(
    "packages/zoo/tsconfig.json",
    JSON.stringify({ compilerOptions: { module: "none of them", noLib: true, types: [] } }),
  );
  expect(typeErrors(root)).toContain("TS6046");
});

test("leaves out a package without a script typecheck", () => {
  add("tooling/consumer", { strict: true }, {});
  write("tooling/consumer/src/a.ts", "export const x: number = '';");
  expect(typeErrors(root)).toBe("");
});
