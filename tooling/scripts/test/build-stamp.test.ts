import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isBuilt, rememberBuild } from "../build-stamp.mjs";

let root = "";

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "build stamp "));
  for (const folder of ["packages/engine/src", "packages/engine/dist", "apps", "tooling"]) {
    mkdirSync(path.join(root, folder), { recursive: true });
  }
  for (const file of [
    "package.json",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "turbo.json",
    "packages/engine/dist/index.js",
  ]) {
    writeFileSync(path.join(root, file), file);
  }
  writeFileSync(path.join(root, "packages/engine/src/index.ts"), "one");
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

test("is not built before the first build", () => {
  expect(isBuilt(root)).toBe(false);
});

test("is built while nothing changes, and again when a change is taken back", () => {
  rememberBuild(root);
  expect(isBuilt(root)).toBe(true);
  writeFileSync(path.join(root, "packages/engine/src/index.ts"), "two");
  expect(isBuilt(root)).toBe(false);
  writeFileSync(path.join(root, "packages/engine/src/index.ts"), "one");
  expect(isBuilt(root)).toBe(true);
});

test("is not built after a new source file, a changed lock file or a removed product", () => {
  rememberBuild(root);
  writeFileSync(path.join(root, "packages/engine/src/more.ts"), "");
  expect(isBuilt(root)).toBe(false);

  rememberBuild(root);
  writeFileSync(path.join(root, "pnpm-lock.yaml"), "other");
  expect(isBuilt(root)).toBe(false);

  rememberBuild(root);
  rmSync(path.join(root, "packages/engine/dist/index.js"));
  expect(isBuilt(root)).toBe(false);
});

test("is not built where another build has changed a product", () => {
  rememberBuild(root);
  writeFileSync(path.join(root, "packages/engine/dist/index.js"), "of another commit");
  expect(isBuilt(root)).toBe(false);
});

test("does not look at tests, documents and what tools make while they run", () => {
  rememberBuild(root);
  mkdirSync(path.join(root, "tooling/conformance/dist"), { recursive: true });
  writeFileSync(path.join(root, "tooling/conformance/dist/specs.js"), "");
  writeFileSync(path.join(root, "packages/engine/src/index.test.ts"), "");
  writeFileSync(path.join(root, "packages/engine/README.md"), "");
  expect(isBuilt(root)).toBe(true);
});
