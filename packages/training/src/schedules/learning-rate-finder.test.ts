import { expect, test } from "vitest";
import { LearningRateFinder, type LearningRateFinderOptions } from "./learning-rate-finder.ts";

/** Runs a test on a loss that is a function of the rate's decimal logarithm. */
function find(lossAt: (exponent: number) => number, options: LearningRateFinderOptions = {}): LearningRateFinder {
  const finder = new LearningRateFinder({ startLearningRate: 1e-6, endLearningRate: 10, steps: 141, ...options });
  for (let rate = finder.learningRate; rate !== undefined; rate = finder.learningRate) {
    finder.record(lossAt(Math.log10(rate)));
  }
  return finder;
}

/** Level to 1e-4, steepest at 1e-2, level from 1e-1, diverging above 1. */
function typical(exponent: number): number {
  return 2 - 1 / (1 + Math.exp(-4 * (exponent + 2))) + (exponent > 0 ? 10 ** (4 * exponent) - 1 : 0);
}

test("rates climb evenly on a logarithmic scale, from the first to the last", () => {
  const finder = find(() => 1, { startLearningRate: 1e-3, endLearningRate: 10, steps: 13 });
  const rates = finder.curve.map(({ learningRate }) => learningRate);
  expect(rates).toHaveLength(13);
  expect(rates[0]).toBeCloseTo(1e-3, 12);
  expect(rates[3]).toBeCloseTo(1e-2, 12);
  expect(rates[12]).toBeCloseTo(10, 12);
  expect(finder.diverged).toBe(false);
  expect(finder.learningRate).toBeUndefined();
});

test("finds the steepest place and the middle of the fall", () => {
  const { steep, valley } = find(typical, { smoothing: 0 }).suggest();
  expect(steep).toBeCloseTo(1e-2, 3);
  expect(valley).toBeGreaterThan(3e-4);
  expect(valley).toBeLessThan(5e-2);
});

test("a noisy fall counts as one: rises in between are skipped", () => {
  let count = 0;
  const noisy = find((exponent) => typical(exponent) + (count++ % 3 === 0 ? 0.08 : 0), { smoothing: 0 });
  expect(noisy.suggest().valley).toBeGreaterThan(3e-4);
  expect(noisy.suggest().valley).toBeLessThan(5e-2);
});

test("stops where the smoothed loss is four times its least", () => {
  const finder = find(typical, { smoothing: 0 });
  expect(finder.diverged).toBe(true);
  const losses = finder.curve.map(({ smoothedLoss }) => smoothedLoss);
  const least = Math.min(...losses);
  expect(losses.at(-1)).toBeGreaterThan(4 * least);
  expect(Math.max(...losses.slice(0, -1))).toBeLessThanOrEqual(4 * least);
  expect(() => finder.record(1)).toThrow(/LearningRateFinder\.record: expected a test under way/);
});

test("the smoothed loss is a mean that forgets, corrected for its start", () => {
  const finder = new LearningRateFinder({ smoothing: 0.9 });
  for (const loss of [2, 1, 4]) finder.record(loss);
  const [first, second, third] = finder.curve.map(({ smoothedLoss }) => smoothedLoss);
  expect(first).toBeCloseTo(2, 12);
  expect(second).toBeCloseTo((0.9 * 2 + 1) / 1.9, 12);
  expect(third).toBeCloseTo((0.81 * 2 + 0.9 * 1 + 4) / 2.71, 12);
});

test("a loss that is not finite ends the test and is no point of the curve", () => {
  const finder = new LearningRateFinder();
  finder.record(1);
  finder.record(Number.NaN);
  expect(finder.diverged).toBe(true);
  expect(finder.learningRate).toBeUndefined();
  expect(finder.curve).toHaveLength(1);
});

test.each([
  ["only rises", (exponent: number) => 1 + (exponent + 6) / 10],
  ["is level", () => 1],
])("a loss that %s suggests nothing, and says what to do", (_, lossAt) => {
  expect(() => find(lossAt).suggest()).toThrow(
    /LearningRateFinder\.suggest: expected a loss that falls, got none in 141 steps from 0\.000001 to .*Begin at a lower rate/,
  );
});

test.each<[LearningRateFinderOptions, RegExp]>([
  [{ startLearningRate: 0 }, /startLearningRate must be a finite number above 0, got 0/],
  [{ startLearningRate: 1, endLearningRate: 1 }, /endLearningRate must be above startLearningRate, 1, got 1/],
  [{ steps: 9 }, /steps must be a whole number of at least 10, got 9/],
  [{ steps: 10.5 }, /steps must be a whole number/],
  [{ divergence: 1 }, /divergence must be/],
  [{ smoothing: 1 }, /smoothing must be/],
])("%j is out of range", (options, message) => {
  expect(() => new LearningRateFinder(options)).toThrow(message);
});
