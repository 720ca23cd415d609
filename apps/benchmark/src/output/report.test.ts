import { expect, test } from "vitest";
import type { Measurement } from "../contest/measure.ts";
import { markdownReport } from "./report.ts";

const shared = { task: "train", model: "tresnet_m", imageSize: 224, batchSize: 16, classes: 1000, seed: 0 } as const;
const about = { case: shared, parameters: 31_389_032, nativeCalls: 1 };
const measurement: Measurement = {
  case: shared,
  baselines: ["eager-float32"],
  rounds: 5,
  stepsPerTurn: 2,
  warmUpSteps: 3,
  threads: 2,
  cores: null,
  machine: { cpu: "Some CPU", cores: 2, memoryBytes: 16 * 2 ** 30, system: "Linux", node: "20.19.0" },
  results: [
    {
      ...about,
      name: "traced-bfloat16",
      side: "traced-bfloat16",
      precision: "bfloat16",
      versions: { TensorFlow: "2.21.0" },
      imagesPerSecond: { lower: 11, median: 12, upper: 13 },
      stepMs: { lower: 1230, median: 1333, upper: 1454 },
      speedups: { "eager-float32": { lower: 2.9, median: 3, upper: 3.1 } },
      peakMemoryBytes: 1.7e9,
      outputs: { logitsSha256: "ab", loss: 6.9, gradientNorm: 2 },
      lastLoss: 5,
      roundsMs: [1333],
    },
    {
      ...about,
      name: "eager-float32",
      side: "eager-float32",
      precision: "float32",
      versions: { TensorFlow: "2.21.0" },
      imagesPerSecond: { lower: 3, median: 4, upper: 5 },
      stepMs: { lower: 3200, median: 4000, upper: 5333 },
      speedups: { "eager-float32": { lower: 1, median: 1, upper: 1 } },
      peakMemoryBytes: 5.3e9,
      outputs: { logitsSha256: "cd", loss: 6.9, gradientNorm: 2 },
      lastLoss: 5.0001,
      roundsMs: [4000],
    },
  ],
  othersShare: 0,
  disturbed: [],
  absent: [],
};

test("gives medians with quartiles, ratios against the baseline, and the conditions", () => {
  const report = markdownReport(measurement);
  expect(report).toContain("## tresnet_m, 224×224, batch 16: training");
  expect(report).toContain("5 rounds of 2 steps a side, in turns, after 3 steps of warm-up, 2 threads a side.");
  expect(report).toContain("Some CPU, 2 cores, 16 GiB, Linux; Node 20.19.0, TensorFlow 2.21.0.");
  expect(report).toContain("| side | images/s | ms a step | times eager-float32 | peak memory | loss, first → last |");
  expect(report).toContain(
    "| traced-bfloat16 | 12.00 [11.00–13.00] | 1333 [1230–1454] | 3.00 [2.90–3.10] | 1.70 GB | 6.9000 → 5.0000 |",
  );
});

test("has a column of ratios for each baseline, and says that a peer is absent", () => {
  const report = markdownReport({
    ...measurement,
    baselines: ["tfjs-eager", "eager-float32"],
    cores: "0,1",
    absent: [{ peer: "pytorch-float32", reason: "not installed. Install it." }],
  });
  expect(report).toContain("| ms a step | times tfjs-eager | times eager-float32 | peak memory |");
  expect(report).toContain("| pytorch-float32 | absent | absent | absent | absent | absent | absent |");
  expect(report).toContain("pytorch-float32 is absent: not installed. Install it.");
  expect(report).toContain("2 threads a side on cores 0,1.");
});

test("says of answers in 8 bits how near they are", () => {
  const results = measurement.results.map((result) => {
    const compared = { to: "eager-float32", distance: 0.0312, agreement: 0.875 };
    return {
      ...result,
      name: "onnxruntime-int8",
      precision: "int8" as const,
      outputs: { ...result.outputs, compared },
    };
  });
  expect(markdownReport({ ...measurement, results })).toContain(
    "onnxruntime-int8: logits 3.1 % from those of eager-float32 (root of the mean square), 87.5 % of the answers the same.",
  );
  expect(markdownReport(measurement)).not.toContain("of the answers the same");
});

test("has no losses of inference, and says what disturbed the machine", () => {
  const report = markdownReport({
    ...measurement,
    case: { ...shared, task: "infer" },
    results: measurement.results.map((result) => ({
      ...result,
      outputs: { logitsSha256: "ab", loss: null, gradientNorm: null },
      lastLoss: null,
    })),
    disturbed: ["other processes had 20 % of the cores' time, more than 5 %"],
  });
  expect(report).toContain("batch 16: inference");
  expect(report).toContain("all sides computed the same logits from the same weights");
  expect(report).toContain("| ms a step | times eager-float32 | peak memory |\n");
  expect(report).toContain("Disturbed: other processes had 20 % of the cores' time, more than 5 %. Measure again");
});
