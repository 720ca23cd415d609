import { expect, test } from "vitest";
import { plannedEfficiency, plannedStepMs, ringMs } from "./plan.ts";

const parts = { stepMs: 3000, handlingMs: 100, gradientBytes: 125e6, hopMs: 0.5 };

test("a ring of two sends the gradients once, one of many almost twice, and each bucket has its hops", () => {
  const free = { gradientBytes: 125e6, hopMs: 0 };
  expect(ringMs(free, { machines: 2, gigabits: 1 })).toBeCloseTo(1000);
  expect(ringMs(free, { machines: 4, gigabits: 1 })).toBeCloseTo(1500);
  expect(ringMs(free, { machines: 4, gigabits: 10 })).toBeCloseTo(150);
  // 16 buckets, 2 hops each
  expect(ringMs(parts, { machines: 2, gigabits: 1 })).toBeCloseTo(1016);
});

test("what fits into the backward pass costs nothing but its handling and the last bucket", () => {
  // the last bucket: 64 ms and two hops
  expect(plannedStepMs(parts, { machines: 2, gigabits: 1 })).toBeCloseTo(3000 + 100 + 65);
  // 5016 ms of ring beside 2000 of backward
  expect(plannedStepMs(parts, { machines: 2, gigabits: 0.2 })).toBeCloseTo(3000 + 100 + 3016);
});

test("few gradients are one bucket, and more machines handle more", () => {
  const small = { ...parts, gradientBytes: 1e6, hopMs: 0 };
  expect(plannedStepMs(small, { machines: 4, gigabits: 1 })).toBeCloseTo(3000 + 150 + 12);
  expect(plannedEfficiency({ ...small, handlingMs: 0, hopMs: 0 }, { machines: 2, gigabits: 1 })).toBeCloseTo(
    3000 / 3008,
  );
});
