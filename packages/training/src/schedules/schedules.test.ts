import { goldenCases, readGoldenJson } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import { cosine } from "./cosine.ts";
import { drops } from "./drops.ts";
import { oneCycle } from "./one-cycle.ts";
import type { Schedule } from "./schedule.ts";

/** A schedule of ops/schedules.json: torch's settings or timm's, and the values that they give. */
type Golden = (TorchCycle | TimmCosine) & {
  readonly lr: readonly number[];
  readonly momentum?: readonly number[];
};

interface TorchCycle {
  readonly max_lr: number;
  readonly total_steps: number;
  readonly pct_start: number;
  readonly div_factor: number;
  readonly final_div_factor: number;
  readonly base_momentum: number;
  readonly max_momentum: number;
  readonly anneal_strategy?: "cos" | "linear";
  readonly three_phase?: boolean;
}

interface TimmCosine {
  readonly base_lr: number;
  readonly t_initial: number;
  readonly lr_min?: number;
  readonly warmup_t?: number;
  readonly warmup_lr_init?: number;
  readonly warmup_prefix?: boolean;
}

/** The schedule of ours with the same settings. */
function scheduleOf(golden: TorchCycle | TimmCosine): Schedule {
  if ("max_lr" in golden) {
    return oneCycle({
      maxLearningRate: golden.max_lr,
      totalSteps: golden.total_steps,
      climbFraction: golden.pct_start,
      startDivisor: golden.div_factor,
      endDivisor: golden.final_div_factor,
      minMomentum: golden.base_momentum,
      maxMomentum: golden.max_momentum,
      anneal: golden.anneal_strategy === "linear" ? "linear" : "cosine",
      threePhase: golden.three_phase ?? false,
    });
  }
  return cosine({
    learningRate: golden.base_lr,
    totalSteps: golden.t_initial,
    minLearningRate: golden.lr_min ?? 0,
    warmupSteps: golden.warmup_t ?? 0,
    warmupLearningRate: golden.warmup_lr_init ?? 0,
    warmupPrefix: golden.warmup_prefix ?? false,
  });
}

const cycle = { maxLearningRate: 0.1, totalSteps: 100, climbFraction: 0.2 } as const;
const warm = {
  learningRate: 0.1,
  totalSteps: 100,
  minLearningRate: 1e-5,
  warmupSteps: 5,
  warmupLearningRate: 1e-4,
} as const;

const readSchedules = () => readGoldenJson<Record<string, Golden>>("ops", "schedules.json");
const names = await goldenCases(() => Object.keys(readSchedules()), "no golden files");

test.each(names)("%s has torch's and timm's learning rate and momentum at every step", (name) => {
  const golden = readSchedules()[name];
  if (golden === undefined) throw new Error(`no golden values named ${name}`);
  const schedule = scheduleOf(golden);
  for (const [step, learningRate] of golden.lr.entries()) {
    // 1e-15 absolute: the same double arithmetic in another order, values up to 1
    expect(Math.abs(schedule(step).learningRate - learningRate), `step ${step}`).toBeLessThan(1e-15);
    expect(Math.abs((schedule(step).momentum ?? 0) - (golden.momentum?.[step] ?? 0))).toBeLessThan(1e-15);
  }
  expect(golden.lr.length).toBeGreaterThanOrEqual("max_lr" in golden ? golden.total_steps : golden.t_initial);
});

test("the defaults are torch's and timm's", () => {
  const steps = Array.from({ length: 100 }, (_, step) => step);
  const torch = { startDivisor: 25, endDivisor: 1e4, minMomentum: 0.85, maxMomentum: 0.95 } as const;
  const given = oneCycle({ ...cycle, ...torch, anneal: "cosine", threePhase: false });
  expect(steps.map(oneCycle(cycle))).toEqual(steps.map(given));
  const usual = { learningRate: 0.1, totalSteps: 100 };
  const timm = { minLearningRate: 0, warmupSteps: 0, warmupLearningRate: 0, warmupPrefix: false };
  expect(steps.map(cosine(usual))).toEqual(steps.map(cosine({ ...usual, ...timm })));
});

describe.each([
  ["oneCycle", oneCycle(cycle)],
  ["cosine", cosine(warm)],
  ["drops", drops({ learningRate: 0.1, totalSteps: 100 })],
])("%s", (_, schedule) => {
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

describe("drops", () => {
  const epochs = (schedule: Schedule, count: number, steps: number) =>
    Array.from({ length: count }, (_, epoch) => schedule(epoch * steps).learningRate);

  test("12 epochs fall after the 8th and the 11th, 24 after the 16th and the 22nd, as mmdet's", () => {
    const times = (count: number, value: number) => Array.from({ length: count }, () => value);
    const twelve = epochs(drops({ learningRate: 1, totalSteps: 12 * 7393 }), 12, 7393);
    expect(twelve.map((rate) => Number(rate.toFixed(12)))).toEqual([...times(8, 1), ...times(3, 0.1), 0.01]);
    const twice = epochs(drops({ learningRate: 1, totalSteps: 24 * 7393 }), 24, 7393);
    expect(twice.map((rate) => Number(rate.toFixed(12)))).toEqual([...times(16, 1), ...times(6, 0.1), 0.01, 0.01]);
  });

  test("warms up along a straight line, falls at the very step, and keeps its last rate", () => {
    const schedule = drops({
      learningRate: 0.8,
      totalSteps: 10,
      at: [0.5, 1],
      factor: 0.25,
      warmupSteps: 4,
      warmupLearningRate: 0.4,
    });
    const rates = [0, 1, 2, 4, 5, 9, 10, 99].map((step) => Number(schedule(step).learningRate.toFixed(12)));
    expect(rates).toEqual([0.4, 0.5, 0.6, 0.8, 0.2, 0.2, 0.05, 0.05]);
  });

  test("names the setting that is out of range", () => {
    const usual = { learningRate: 0.1, totalSteps: 100 };
    expect(() => drops({ ...usual, at: [0.5, 0.5] })).toThrow(/drops: at\[1\].*above 0.5 and at most 1, got 0.5/);
    expect(() => drops({ ...usual, at: [0] })).toThrow(/at\[0\].*above 0/);
    expect(() => drops({ ...usual, factor: 2 })).toThrow(/factor.*0 to 1, got 2/);
    expect(() => drops({ ...usual, warmupSteps: 101 })).toThrow(/warmupSteps.*0 to 100, got 101/);
  });
});
