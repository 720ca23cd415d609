import { expect, test } from "vitest";
import { mostBatch } from "./largest-batch.ts";
import type { MemoryMeasurement } from "./measure-memory.ts";
import { memoryReport } from "./memory-report.ts";

const measurement: MemoryMeasurement = {
  task: "train",
  case: { task: "train", model: "tresnet_m", imageSize: 224, classes: 1000, seed: 0 },
  batchSizes: [8, 32],
  budget: 8e9,
  steps: 2,
  threads: 2,
  cores: "0,1",
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

test("has a column for each batch size and one for the largest batch", () => {
  const report = memoryReport(measurement);
  expect(report).toContain("## tresnet_m, 224×224: peak memory, training");
  expect(report).toContain("for 2 steps, 2 threads on cores 0,1. The largest batch is exact to 3 %.");
  expect(report).toContain("Node 20.19.0, TensorFlow 2.21.0.");
  expect(report).toContain("| side | batch 8 | batch 32 | largest batch in 8.00 GB |");
  expect(report).toContain("| traced-bfloat16 | 1.50 GB | out of memory | 120 |");
  expect(report).toContain("| pytorch-bfloat16 | absent | absent | absent |");
});

test("says where the search for a batch ended before the memory did", () => {
  const results = measurement.results.map((result) => ({ ...result, largestBatch: mostBatch }));
  expect(memoryReport({ ...measurement, results })).toContain("| out of memory | ≥ 4096 |");
});

test("has no column of the largest batch without a budget", () => {
  const results = measurement.results.map((result) => ({ ...result, largestBatch: null }));
  const report = memoryReport({ ...measurement, budget: null, cores: null, results, absent: [] });
  expect(report).toContain("Node 20.19.0, TensorFlow 2.21.0.");
  expect(report).toContain("| side | batch 8 | batch 32 |\n");
  expect(report).not.toContain("largest batch");
});
