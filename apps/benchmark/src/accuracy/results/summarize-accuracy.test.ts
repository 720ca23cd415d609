import { expect, test } from "vitest";
import { madeUpConditions, madeUpSeed } from "../../../test/made-up-accuracy.ts";
import { summarizeAccuracy } from "./summarize-accuracy.ts";

const ours = "tresnet:bfloat16";
const theirs = "pytorch:bfloat16";
const first = madeUpSeed(0, {
  [ours]: [
    [8, 0.5],
    [6, 0.9],
  ],
  [theirs]: [
    [10, 0.4],
    [10, 0.88],
  ],
});
const second = madeUpSeed(1, {
  [ours]: [
    [6, 0.5],
    [6, 0.92],
  ],
  [theirs]: [
    [12, 0.9],
    [12, 0.87],
  ],
});
const third = madeUpSeed(2, {
  [ours]: [
    [6, 0.5],
    [6, 0.94],
  ],
  [theirs]: [
    [10, 0.4],
    [10, 0.86],
  ],
});
const given = { conditions: madeUpConditions, missing: [], absent: [] };

test("takes the accuracy after the last epoch, its mean and its deviation over seeds", () => {
  const { sides } = summarizeAccuracy({ ...given, seeds: [first, second, third] });
  expect(sides.map(({ side }) => side)).toEqual([ours, theirs]);
  expect(sides[0]?.accuracies).toEqual([0.9, 0.92, 0.94]);
  expect(sides[0]?.meanAccuracy).toBeCloseTo(0.92, 12);
  expect(sides[0]?.standardDeviation).toBeCloseTo(0.02, 12);
  expect(sides[1]?.meanAccuracy).toBeCloseTo(0.87, 12);
  expect(sides[0]?.secondsPerEpoch.median).toBe(6);
  expect(sides[1]?.imagesPerSecond.median).toBe(12);
});

test("compares means in points, and times epoch by epoch", () => {
  const { pairs } = summarizeAccuracy({ ...given, seeds: [first, second, third] });
  expect(pairs).toHaveLength(1);
  expect(pairs[0]).toMatchObject({ side: ours, against: theirs });
  expect(pairs[0]?.points).toBeCloseTo(5, 10);
  // √(2²/3 + 1²/3)
  expect(pairs[0]?.standardErrorPoints).toBeCloseTo(Math.sqrt(5 / 3), 10);
  // 0.8, 0.6, 0.5, 0.5, 0.6, 0.6: not 6 / 10
  expect(pairs[0]?.timeRatio.median).toBeCloseTo(0.6, 12);
  expect(pairs[0]?.timeRatio.lower).toBeCloseTo(0.525, 12);
});

test("claims no deviation from one seed, and no pair from one side", () => {
  const { sides, pairs } = summarizeAccuracy({ ...given, seeds: [first] });
  expect(sides.map(({ standardDeviation }) => standardDeviation)).toEqual([null, null]);
  expect(pairs[0]?.standardErrorPoints).toBeNull();
  expect(pairs[0]?.points).toBeCloseTo(2, 10);
  const alone = { ...madeUpConditions, sides: [ours] as const };
  const only = summarizeAccuracy({ ...given, conditions: { ...alone, sides: [ours] }, seeds: [first] });
  expect(only.pairs).toEqual([]);
  expect(only.sides).toHaveLength(1);
});

test("says when other work disturbed the run", () => {
  const quiet = summarizeAccuracy({ ...given, seeds: [second] });
  expect([quiet.othersShare, quiet.disturbed]).toEqual([0, []]);
  const busy = { ...second, load: [{ busy: 20, own: 10, available: 20 }] };
  const disturbed = summarizeAccuracy({ ...given, seeds: [second, busy] });
  expect(disturbed.othersShare).toBe(0.25);
  expect(disturbed.disturbed[0]).toMatch(/other processes had 25 %/);
  expect(summarizeAccuracy({ ...given, seeds: [{ ...second, load: [] }] }).othersShare).toBeNull();
});
