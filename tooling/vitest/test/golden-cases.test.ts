import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { goldenCases, goldenSets, readGoldenJson } from "../src/index.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "tresnet-goldens-"));
  vi.stubEnv("TRESNET_FIXTURES", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test("cases are what the golden files list, and none is an error", async () => {
  writeFileSync(path.join(folder, "cases.json"), '["narrow", "wide"]');
  expect(await goldenCases(() => readGoldenJson<string[]>("cases.json"), "stand-in")).toEqual(["narrow", "wide"]);
  await expect(goldenCases(() => [], "stand-in")).rejects.toThrow("expected at least one case in the golden files");
});

test("sets are the models that have the file", async () => {
  for (const set of ["narrow", "wide"]) mkdirSync(path.join(folder, "models", set), { recursive: true });
  writeFileSync(path.join(folder, "models", "wide", "eval.safetensors"), "");
  expect(await goldenSets("eval.safetensors")).toEqual(["wide"]);
});
