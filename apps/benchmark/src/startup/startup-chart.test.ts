import { expect, test } from "vitest";
import type { StartupMeasurement } from "./measure-startup.ts";
import { startupChart } from "./startup-chart.ts";

const same = (ms: number) => ({ lower: ms, median: ms, upper: ms });
const parts = { process: same(400), "load library": same(600), "build model": same(300), "first step": same(2500) };

test("has a bar from the start to the end of the first step for each side, with what the trace took of it", () => {
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
          ...parts,
          trace: same(500),
          total: { lower: 4200, median: 4300, upper: 4500 },
          "second step": same(900),
        },
        nativeCalls: 1,
      },
      {
        side: "pytorch-bfloat16",
        versions: { torch: "2.15.0" },
        partsMs: { ...parts, trace: same(0), total: same(6000), "second step": same(900) },
        nativeCalls: null,
      },
    ],
    absent: [{ peer: "tfjs-wasm", reason: "not installed." }],
  };
  const { title, panels, notes } = startupChart([measurement]);
  expect(title).toBe("tresnet-bench: start to the first training step of tresnet_m, 224×224");
  expect(panels).toEqual([
    {
      title: "s at batch 8: median and quartiles",
      bars: [
        {
          name: "traced-bfloat16",
          spread: { lower: 4.2, median: 4.3, upper: 4.5 },
          label: "4.30 s · trace 0.50 s",
          tone: "ours",
        },
        { name: "pytorch-bfloat16", spread: same(6), label: "6.00 s", tone: "other" },
        { name: "tfjs-wasm", spread: null, label: "absent", tone: "other" },
      ],
    },
  ]);
  expect(notes).toEqual([
    "Some CPU, 2 cores, 16 GiB, Linux; Node 20.19.0, TensorFlow 2.21.0, torch 2.15.0.",
    "Disturbed: other processes had 20 % of the cores' time, more than 5 %.",
  ]);
});
