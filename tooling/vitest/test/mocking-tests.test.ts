import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { mockingTests } from "../src/mocking-tests.ts";

let root = "";

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "mocking tests "));
  for (const group of ["packages", "apps", "tooling"]) mkdirSync(path.join(root, group));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

// Written in two parts, so that this file is not found itself.
const mock = `vi.${"mock"}("node:fs");`;

test("finds the tests that replace a module, in every room of every package", () => {
  write("packages/zoo/src/hub/full-disk.test.ts", mock);
  write("packages/zoo/src/hub/download.test.ts", `vi.${"doMock"}("node:fs");`);
  write("apps/trainer/test/run.test.ts", mock);
  expect(mockingTests(root)).toEqual([
    "apps/trainer/test/run.test.ts",
    "packages/zoo/src/hub/download.test.ts",
    "packages/zoo/src/hub/full-disk.test.ts",
  ]);
});

test("leaves all others: spies, programs that a test starts, what was installed", () => {
  write("packages/zoo/src/a.test.ts", `vi.spyOn(console, "log"); vi.stubEnv("HOME", "");`);
  write("packages/zoo/src/a.ts", mock);
  write("packages/zoo/node_modules/other/a.test.ts", mock);
  expect(mockingTests(root)).toEqual([]);
});
