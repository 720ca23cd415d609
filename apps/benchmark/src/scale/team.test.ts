import { expect, test } from "vitest";
import { togetherMs } from "./team.ts";

test("processes that go on at their own pace are as fast as their images a second add up", () => {
  expect(togetherMs([100])).toBe(100);
  expect(togetherMs([100, 100])).toBe(100);
  // 10 steps a second and 5: 15 of them, where two of one pace would do 2 · 7.5.
  expect(togetherMs([100, 200])).toBeCloseTo(1000 / 7.5);
});
