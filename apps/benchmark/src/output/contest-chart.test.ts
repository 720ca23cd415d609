import { expect, test } from "vitest";
import type { Contest, SideResult } from "../terms/measurement.ts";
import { contestChart } from "./contest-chart.ts";

const shared = { task: "infer", model: "tresnet_m", imageSize: 224, batchSize: 8, classes: 1000, seed: 0 } as const;

function result(side: "traced-bfloat16" | "pytorch-bfloat16", images: number, ratio: number): SideResult {
  const spread = { lower: images, median: images, upper: images };
  return {
    name: side,
    side,
    case: shared,
    precision: "bfloat16",
    parameters: 1,
    versions: { torch: "2.15.0" },
    imagesPerSecond: spread,
    stepMs: spread,
    peakMemoryBytes: 1,
    roundsMs: [1],
    lastLoss: null,
    nativeCalls: 1,
    speedups: { "pytorch-bfloat16": { lower: ratio, median: ratio, upper: ratio } },
    outputs: { logitsSha256: "ab", loss: null, gradientNorm: null },
  };
}

const contest: Contest = {
  baselines: ["pytorch-bfloat16"],
  rounds: 5,
  stepsPerTurn: 2,
  warmUpSteps: 3,
  threads: 2,
  cores: null,
  machine: { cpu: "Some CPU", cores: 2, memoryBytes: 16 * 2 ** 30, system: "Linux", node: "20.19.0" },
  othersShare: 0.3,
  disturbed: ["other processes had 30 % of the cores"],
  results: [result("traced-bfloat16", 150, 1.5), result("pytorch-bfloat16", 100, 1)],
  absent: [{ peer: "tfjs-wasm", reason: "not installed" }],
};

test("draws every side with its ratio, the absent ones by name, and the conditions", () => {
  const { title, panels, notes } = contestChart([contest]);
  expect(title).toBe("tresnet-bench: inference of tresnet_m, 224×224");
  expect(panels[0]?.title).toBe("images/s at batch 8: median and quartiles");
  expect(panels[0]?.bars).toMatchObject([
    { name: "traced-bfloat16", label: "150 · 1.50× pytorch-bfloat16", tone: "ours" },
    { name: "pytorch-bfloat16", label: "100", tone: "other" },
    { name: "tfjs-wasm", label: "absent", spread: null, tone: "other" },
  ]);
  expect(notes).toEqual([
    "Some CPU, 2 cores, 16 GiB, Linux; Node 20.19.0, torch 2.15.0.",
    "Disturbed: other processes had 30 % of the cores.",
  ]);
});
