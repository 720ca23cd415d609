import { expect, test } from "vitest";
import { dataChart } from "./data-chart.ts";
import type { DataMeasurement, DataResult } from "./measure-data.ts";

const same = (value: number) => ({ lower: value, median: value, upper: value });
const result = (side: DataResult["side"], workers: number, speed: number, ratio: number | null): DataResult => ({
  side,
  workers,
  cores: null,
  versions: {},
  imagesPerSecond: same(speed),
  oursTimes: ratio === null ? null : same(ratio),
  check: { shape: [1], means: [0], smallest: 0, largest: 1 },
  rounds: [speed],
});

test("has a panel for each count of workers, whose bars say how we stand", () => {
  const measurement: DataMeasurement = {
    case: { photos: 8, imagesPerTurn: 16, batchSize: 4, imageSize: 224, seed: 0 },
    meanFileBytes: 50_000,
    rounds: 1,
    warmUpTurns: 1,
    machine: { cpu: "Some CPU", cores: 2, memoryBytes: 16 * 2 ** 30, system: "Linux", node: "20.19.0" },
    results: [result("tresnet", 1, 300, null), result("torchvision-pil", 1, 200, 1.5), result("tresnet", 2, 500, null)],
    othersShare: 0.2,
    disturbed: ["the machine was busy"],
    absent: [{ peer: "torchvision-jpeg", reason: "not installed." }],
  };
  const { panels, notes } = dataChart(measurement);
  const absent = { name: "torchvision-jpeg", spread: null, label: "absent", tone: "other" };
  expect(panels).toEqual([
    {
      title: "images/s, 1 worker: median and quartiles",
      bars: [
        { name: "tresnet", spread: same(300), label: "300", tone: "ours" },
        { name: "torchvision-pil", spread: same(200), label: "200 · ours is 1.50×", tone: "other" },
        absent,
      ],
    },
    {
      title: "images/s, 2 workers: median and quartiles",
      bars: [{ name: "tresnet", spread: same(500), label: "500", tone: "ours" }, absent],
    },
  ]);
  expect(notes).toContain("Disturbed: the machine was busy.");
});
