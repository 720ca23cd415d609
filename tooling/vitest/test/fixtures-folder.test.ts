import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fixturesFolder } from "../src/fixtures-folder.ts";

let beside = "";
beforeEach(() => {
  beside = mkdtempSync(path.join(tmpdir(), "tresnet-shared-"));
});
afterEach(() => rmSync(beside, { recursive: true }));

test("is beside the repository unless told", () => {
  mkdirSync(path.join(beside, "fixtures"));
  expect(fixturesFolder("", beside)).toBe(path.join(beside, "fixtures"));
  expect(fixturesFolder(tmpdir(), beside)).toBe(tmpdir());
});

test("may be missing, but not where TRESNET_FIXTURES names it", () => {
  expect(fixturesFolder("", beside)).toBeUndefined();
  const missing = path.join(beside, "nowhere");
  expect(() => fixturesFolder(missing, beside)).toThrow(
    `TRESNET_FIXTURES: expected the folder of golden values, got ${missing}`,
  );
});
