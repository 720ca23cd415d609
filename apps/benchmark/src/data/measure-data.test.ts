import { expect, test } from "vitest";
import { dataReport } from "./data-report.ts";
import { type DataMeasurement, measureData } from "./measure-data.ts";

const options = {
  case: { photos: 4, imagesPerTurn: 8, batchSize: 4, imageSize: 32, seed: 1 },
  workers: [1],
  rounds: 2,
  warmUpTurns: 1,
} as const;

test("measures our side in a process of its own", { timeout: 120_000 }, async () => {
  const { results, meanFileBytes } = await measureData({ ...options, sides: ["tresnet"] });
  expect(meanFileBytes).toBeGreaterThan(10_000);
  expect(results).toHaveLength(1);
  expect(results[0]).toMatchObject({ side: "tresnet", workers: 1, cores: null, oursTimes: null });
  expect(results[0]?.rounds).toHaveLength(2);
  expect(results[0]?.check.shape).toEqual([4, 32, 32, 3]);
});

test("says that a peer's process fails", { timeout: 120_000 }, async () => {
  const sides = ["torchvision-pil"] as const;
  await expect(measureData({ ...options, sides, python: "/nowhere/python" })).rejects.toThrow(
    /^torchvision-pil: spawn \/nowhere\/python ENOENT during `start`/,
  );
  await expect(measureData({ ...options, sides })).rejects.toThrow(/expected a Python with torchvision/);
});

test("reports medians, ratios, the fastest peer for each count of workers, and who is absent", () => {
  const side = {
    versions: { node: "20" },
    cores: "0",
    check: { shape: [], means: [], smallest: 0, largest: 1 },
    rounds: [],
  };
  const at = (median: number) => ({ lower: median - 0.5, median, upper: median + 0.5 });
  const measurement: DataMeasurement = {
    case: options.case,
    meanFileBytes: 80_400,
    rounds: 2,
    warmUpTurns: 1,
    machine: { cpu: "Some CPU", cores: 2, memoryBytes: 16 * 2 ** 30, system: "Linux", node: "20.19.0" },
    results: [
      { ...side, side: "tresnet", workers: 1, imagesPerSecond: at(600), oursTimes: null },
      { ...side, side: "torchvision-pil", workers: 1, imagesPerSecond: at(200), oursTimes: at(3) },
      { ...side, side: "torchvision-jpeg", workers: 1, imagesPerSecond: at(400), oursTimes: at(1.5) },
    ],
    othersShare: 0.2,
    disturbed: ["the machine was busy"],
    absent: [{ peer: "another", reason: "not installed." }],
  };
  const report = dataReport(measurement);
  expect(report).toContain("4 photos of 500×375, 80 kB each, seed 1. 2 rounds of 8 images a side");
  expect(report).toContain("| torchvision-pil | 1 | 0 | 200 [200–201] | 3.00 [2.50–3.50] |");
  expect(report).toContain("Workers 1: the fastest peer is torchvision-jpeg; ours is 1.50 [1.00–2.00] times as fast.");
  expect(report).toContain("Disturbed: the machine was busy. Measure again on a quiet machine.");
  expect(report).toContain("| another | absent | absent | absent | absent |");
});
