import { expect, test } from "vitest";
import type { MemoryMeasurement } from "./measure-memory.ts";
import { memoryChart } from "./memory-chart.ts";

const measurement: MemoryMeasurement = {
  task: "train",
  case: { task: "train", model: "tresnet_m", imageSize: 224, classes: 1000, seed: 0 },
  batchSizes: [8, 32],
  budget: 8e9,
  steps: 2,
  threads: 2,
  cores: null,
  machine: { cpu: "Some CPU", cores: 2, memoryBytes: 16 * 2 ** 30, system: "Linux", node: "20.19.0" },
  results: [
    {
      side: "traced-bfloat16",
      versions: { TensorFlow: "2.21.0" },
      peakBytes: [1.5e9, null],
      largestBatch: 120,
    },
  ],
  absent: [{ peer: "pytorch-bfloat16", reason: "not installed." }],
};

test("has a panel for each task and batch size, and one for the largest batch; what is absent has no bar", () => {
  const { title, panels, notes } = memoryChart([measurement, { ...measurement, task: "infer", budget: null }]);
  expect(title).toBe("tresnet-bench: peak memory of tresnet_m, 224×224");
  expect(panels.map((panel) => panel.title)).toEqual([
    "GB, training, batch 8",
    "GB, training, batch 32",
    "largest batch in 8.00 GB, training",
    "GB, inference, batch 8",
    "GB, inference, batch 32",
  ]);
  const bars = panels
    .slice(0, 3)
    .map(({ bars }) => bars.map(({ name, spread, label, tone }) => [name, spread?.median, label, tone]));
  const absent = ["pytorch-bfloat16", undefined, "absent", "other"];
  expect(bars).toEqual([
    [["traced-bfloat16", 1.5, "1.50 GB", "ours"], absent],
    [["traced-bfloat16", undefined, "out of memory", "ours"], absent],
    [["traced-bfloat16", 120, "120", "ours"], absent],
  ]);
  expect(notes).toEqual(["Some CPU, 2 cores, 16 GiB, Linux; Node 20.19.0, TensorFlow 2.21.0."]);
});
