import { expect, test } from "vitest";
import { addonLists, hasAddonLists } from "./addon-lists.ts";
import { compare } from "./compare.ts";
import { runSpecs } from "./spec-process.ts";

test("passes every tfjs-core spec that the compiled tfjs-node addon passes", async ({ skip }) => {
  if (!hasAddonLists()) skip("there are no lists of what the addon passes in ../shared/conformance");
  const lists = addonLists();
  const { passed, regressions } = compare(await runSpecs(), lists.passed, lists.failed);
  expect(regressions).toEqual([]);
  expect(passed).toBeGreaterThanOrEqual(lists.passed.length);
});
