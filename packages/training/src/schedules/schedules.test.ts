import { readFileSync } from "node:fs";
import { fixturePath } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import { cosine } from "./cosine.ts";
import { oneCycle } from "./one-cycle.ts";
import type { Schedule } from "./schedule.ts";

interface Golden {
  readonly lr: readonly number[];
  readonly momentum?: readonly number[];
}
const cycle = { maxLearningRate: 0.1, totalSteps: 100, climbFraction: 0.2 } as const;
const warm = {
  learningRate: 0.1,
  totalSteps: 100,
  minLearningRate: 1e-5,
  warmupSteps: 5,
  warmupLearningRate: 1e-4,
} as const;

const cases: readonly (readonly [name: string, schedule: Schedule])[] = [
  ["one_cycle_cos", oneCycle(cycle)],
  ["one_cycle_linear", oneCycle({ ...cycle, anneal: "linear" })],
  ["one_cycle_cos_three_phase", oneCycle({ ...cycle, threePhase: true })],
  ["timm_cosine", cosine({ learningRate: 0.1, totalSteps: 100 })],
  ["timm_cosine_warmup", cosine(warm)],
  ["timm_cosine_warmup_prefix", cosine({ ...warm, warmupPrefix: true })],
];

describe.each(cases)("%s", (name, schedule) => {
  test("has torch's and timm's learning rate and momentum at every step", () => {
    const golden: Record<string, Golden> = JSON.parse(readFileSync(fixturePath("ops", "schedules.json"), "utf8"));
    const expected = golden[name];
    if (expected === undefined) throw new Error(`no golden values named ${name}`);
    for (const [step, learningRate] of expected.lr.entries()) {
      // 1e-15 absolute: the same double arithmetic in another order, values up to 1
      expect(Math.abs(schedule(step).learningRate - learningRate), `step ${step}`).toBeLessThan(1e-15);
      expect(Math.abs((schedule(step).momentum ?? 0) - (expected.momentum?.[step] ?? 0))).toBeLessThan(1e-15);
    }
    expect(expected.lr.length).toBeGreaterThanOrEqual(100);
  });

  test("refuses a step that is not a whole number of 0 or more", () => {
    expect(() => schedule(-1)).toThrow("step must be a whole number of 0 or more, got -1");
    expect(() => schedule(0.5)).toThrow(RangeError);
  });
});

describe("oneCycle", () => {
  test("leaves momentum out when it is not to be cycled", () => {
    expect(oneCycle({ ...cycle, minMomentum: false })(7)).toEqual({ learningRate: oneCycle(cycle)(7).learningRate });
  });

  test("keeps the last value after the last step", () => {
    expect(oneCycle(cycle)(250)).toEqual(oneCycle(cycle)(99));
  });

  test("is finite and positive in a run of few steps", () => {
    for (const totalSteps of [1, 2, 3, 5]) {
      for (const threePhase of [false, true]) {
        const schedule = oneCycle({ maxLearningRate: 0.1, totalSteps, threePhase });
        for (let step = 0; step < totalSteps; step++) {
          const { learningRate } = schedule(step);
          expect(learningRate, `step ${step} of ${totalSteps}`).toBeGreaterThan(0);
          expect(learningRate).toBeLessThanOrEqual(0.1);
        }
      }
    }
  });

  test("names the setting that is out of range", () => {
    expect(() => oneCycle({ ...cycle, climbFraction: 1.5 })).toThrow(/oneCycle: climbFraction.*, got 1.5/);
    for (const climbFraction of [0, 1]) expect(() => oneCycle({ ...cycle, climbFraction })).toThrow(/climbFraction/);
    expect(() => oneCycle({ ...cycle, climbFraction: 0.7, threePhase: true })).toThrow(
      /climbFraction must be a number above 0 and at most 0\.5, got 0\.7/,
    );
    expect(() => oneCycle({ ...cycle, totalSteps: 0 })).toThrow(/totalSteps.*at least 1, got 0/);
    expect(() => oneCycle({ ...cycle, maxLearningRate: Number.NaN })).toThrow(/maxLearningRate.*NaN/);
    expect(() => oneCycle({ ...cycle, minMomentum: 0.99 })).toThrow(/minMomentum.*0 to 0.95/);
  });
});

describe("cosine", () => {
  test("names the setting that is out of range", () => {
    expect(() => cosine({ ...warm, warmupSteps: 101 })).toThrow(/cosine: warmupSteps.*0 to 100, got 101/);
    expect(() => cosine({ ...warm, minLearningRate: 1 })).toThrow(/minLearningRate.*0 to 0.1, got 1/);
    expect(() => cosine({ ...warm, totalSteps: -3 })).toThrow(/totalSteps/);
  });
});
