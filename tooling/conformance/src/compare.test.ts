import { expect, test } from "vitest";
import { compare } from "./compare.ts";
import type { SpecResult } from "./spec-result.ts";

const result = (name: string, status: SpecResult["status"]): SpecResult => ({ name, status, messages: [] });

test("counts a name once for each time that it stands in the list", () => {
  const comparison = compare(
    [result("a", "passed"), result("a", "failed"), result("b", "passed")],
    ["a", "a", "b"],
    [],
  );
  expect(comparison).toEqual({ passed: 2, failed: 1, regressions: ["a"], gifts: [] });
});

test("reports specs that never ran as regressions", () => {
  expect(compare([], ["a"], []).regressions).toEqual(["a"]);
});

test("does not take a pending spec for a passed one", () => {
  expect(compare([result("a", "pending")], ["a"], [])).toMatchObject({ passed: 0, failed: 0, regressions: ["a"] });
});

test("names what passes here and fails with the addon", () => {
  const results = [result("a", "passed"), result("c", "passed"), result("d", "failed")];
  expect(compare(results, ["a"], ["c", "d"]).gifts).toEqual(["c"]);
});
