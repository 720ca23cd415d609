import { expect, test } from "vitest";
import type { StartupMeasurement } from "./measure-startup.ts";
import { startupReport } from "./startup-report.ts";

const same = (ms: number) => ({ lower: ms, median: ms, upper: ms });
const measurement: StartupMeasurement = {
  case: { task: "train", model: "tresnet_m", imageSize: 224, batchSize: 8, classes: 1000, seed: 0 },
  rounds: 5,
  threads: 2,
  cores: null,
  machine: { cpu: "Some CPU", cores: 2, memoryBytes: 16 * 2 ** 30, system: "Linux", node: "20.19.0" },
  othersShare: 0.2,
  disturbed: ["other processes had 20 % of the cores' time, more than 5 %"],
  results: [
    {
      side: "traced-bfloat16",
      versions: { TensorFlow: "2.21.0" },
      partsMs: {
        process: same(400),
        "load library": same(600),
        "build model": same(300),
        trace: same(500),
        "first step": { lower: 2400, median: 2500, upper: 2600 },
        total: same(4300),
        "second step": same(900),
      },
      nativeCalls: 1,
    },
  ],
  absent: [{ peer: "pytorch-bfloat16", reason: "not installed." }],
};

test("has a row for each part, and the calls of TensorFlow", () => {
  const report = startupReport(measurement);
  expect(report).toContain("## tresnet_m, 224×224, batch 8: start to first training step");
  expect(report).toContain("| s | traced-bfloat16 | pytorch-bfloat16 |");
  expect(report).toContain("| first step | 2.50 [2.40–2.60] | absent |");
  expect(report).toContain("| total | 4.30 [4.30–4.30] | absent |");
  expect(report).toContain("| TensorFlow calls a step | 1 | absent |");
  expect(report).toContain("Node 20.19.0, TensorFlow 2.21.0.");
  expect(report).toContain("Disturbed: other processes had 20 % of the cores' time, more than 5 %. Measure again");
  expect(report).toContain("pytorch-bfloat16 is absent: not installed.");
});
