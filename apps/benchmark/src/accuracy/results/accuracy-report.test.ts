import { expect, test } from "vitest";
import { madeUpConditions, madeUpSeed } from "../../../test/made-up-accuracy.ts";
import { accuracyChart } from "./accuracy-chart.ts";
import { accuracyReport } from "./accuracy-report.ts";
import { summarizeAccuracy } from "./summarize-accuracy.ts";

const ours = "tresnet:bfloat16";
const theirs = "pytorch:bfloat16";
const seeds = [
  madeUpSeed(0, {
    [ours]: [
      [8, 0.5],
      [8, 0.9],
    ],
    [theirs]: [
      [10, 0.4],
      [10, 0.91],
    ],
  }),
  madeUpSeed(2, {
    [ours]: [
      [8, 0.5],
      [8, 0.92],
    ],
    [theirs]: [
      [10, 0.9],
      [10, 0.93],
    ],
  }),
];

test("reports sides, pairs, seeds, conditions and what is missing", () => {
  const missing = [1];
  const absent = [{ peer: "pytorch:float32", reason: "not installed." }];
  const measurement = summarizeAccuracy({ conditions: madeUpConditions, seeds, missing, absent });
  const report = accuracyReport(measurement);
  expect(report).toContain("## tresnet_s on CIFAR-10: 2 epochs from scratch, 2 seeds a side");
  expect(report).toContain(
    "3.67 M weights, images of 32×32: 50,000 to train on, 10,000 to test, the same for all (SHA-256 0123456789ab…)",
  );
  expect(report).toContain("| tresnet:bfloat16 | 91.00 ± 1.41 | 8.0 [8.0–8.0] | 15 [15–15] |");
  expect(report).toContain("| tresnet:bfloat16 against pytorch:bfloat16 | −1.00 ± 1.41 | 0.800 [0.800–0.800] |");
  expect(report).toContain("| 2 | 92.00 | 8.0 | 93.00 | 10.0 |");
  expect(report).toContain("| pytorch:float32 | absent | absent | absent |");
  expect(report).toContain("pytorch:float32 is absent: not installed.");
  expect(report).toContain("Not finished: seed 1.");
  expect(report).toContain("Node 20.19.0, TensorFlow 2.21.0, torch 2.15.0.");
});

test("leaves out what there is nothing to say about", () => {
  const conditions = { ...madeUpConditions, sides: [ours] as (typeof ours)[] };
  const report = accuracyReport(summarizeAccuracy({ conditions, seeds: seeds.slice(0, 1), missing: [], absent: [] }));
  expect(report).toContain("2 epochs from scratch, 1 seed a side");
  expect(report).toContain("| tresnet:bfloat16 | 90.00 | 8.0 [8.0–8.0] |");
  expect(report).not.toMatch(/against|absent|Not finished|Disturbed|pytorch/);
});

test("draws accuracies and times, with the ratio at ours", () => {
  const absent = [{ peer: "pytorch:float32", reason: "not installed." }];
  const { title, panels } = accuracyChart(
    summarizeAccuracy({ conditions: madeUpConditions, seeds, missing: [], absent }),
  );
  expect(title).toBe("tresnet-bench: tresnet_s on CIFAR-10, 2 epochs, 2 seeds a side");
  const [accuracies, times] = panels.map(({ bars }) => bars.map(({ name, label, tone }) => [name, label, tone]));
  expect(accuracies).toEqual([
    [ours, "mean 91.00", "ours"],
    [theirs, "mean 92.00", "other"],
    ["pytorch:float32", "absent", "other"],
  ]);
  expect(times?.[0]).toEqual([ours, "8.0 · 0.80× pytorch:bfloat16", "ours"]);
  expect(panels[0]?.bars[0]?.spread?.median).toBeCloseTo(91, 10);
});
