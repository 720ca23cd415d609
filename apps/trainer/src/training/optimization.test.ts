import { describe, expect, test } from "vitest";
import { resolveOptions } from "../options/resolve-options.ts";
import { trainTable } from "../settings/train-options.ts";
import { peakLearningRate, scheduleOf } from "./optimization.ts";

const options = (values: Record<string, unknown>) => resolveOptions(trainTable, [{ source: "test", values }]);

describe("peakLearningRate", () => {
  test("grows with the batch for sgd, and is fixed for adamw", () => {
    expect(peakLearningRate(options({ batchSize: 64 }))).toBe(0.025);
    expect(peakLearningRate(options({ batchSize: 64, opt: "adamw" }))).toBe(0.001);
    expect(peakLearningRate(options({ batchSize: 64, gradAccum: 4 }))).toBe(0.1);
    expect(peakLearningRate(options({ lr: 0.3 }))).toBe(0.3);
  });
});

describe("scheduleOf", () => {
  const rates = (values: Record<string, unknown>, ...steps: number[]) => {
    const schedule = scheduleOf(options({ lr: 1, epochs: 10, ...values }), 10);
    return steps.map((step) => Number(schedule(step).learningRate.toFixed(4)));
  };

  test("one cycle climbs for 30 % of the run and ends near nothing", () => {
    expect(rates({ sched: "onecycle" }, 0, 29, 99)).toEqual([0.04, 1, 0]);
  });

  test("cosine climbs for the warm-up epochs and ends at the least", () => {
    expect(rates({ sched: "cosine", warmupEpochs: 2, minLr: 0.1 }, 0, 10, 100)).toEqual([0, 0.5, 0.1]);
  });

  test("a warm-up longer than the run ends with it", () => {
    expect(rates({ sched: "cosine", warmupEpochs: 50 }, 0)).toEqual([0]);
  });

  test("drops climb for the warm-up epochs, then fall to a tenth at two thirds and at 11 twelfths", () => {
    const asked = { sched: "drops", epochs: 12, warmupEpochs: 0.5 };
    expect(rates(asked, 0, 4, 5, 79, 80, 109, 110, 119)).toEqual([0, 0.8, 1, 1, 0.1, 0.1, 0.01, 0.01]);
  });

  test("constant is constant", () => {
    expect(rates({ sched: "constant" }, 0, 50, 99)).toEqual([1, 1, 1]);
  });

  test("with the head first, both parts have a cycle: up to the peak, then from a tenth of it over half to nothing", () => {
    expect(rates({ sched: "onecycle", freezeEpochs: 2 }, 0, 18, 20, 43, 99)).toEqual([0.04, 0.9957, 0.1, 0.5, 0]);
    expect(rates({ sched: "cosine", freezeEpochs: 2, warmupEpochs: 0 }, 0, 10, 20, 60)).toEqual([1, 0.5, 1, 0.5]);
  });
});
