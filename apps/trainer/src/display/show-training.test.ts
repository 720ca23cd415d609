import { expect, test } from "vitest";
import { recordedTerminal } from "../../test/recorded-terminal.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { runDirectory } from "../run-directory/run-directory.ts";
import { trainTable } from "../settings/train-options.ts";
import type { TrainEvent } from "../training/train-event.ts";
import { showTraining } from "./show-training.ts";

const values = { data: "synthetic", epochs: 2, logInterval: 2 };
const options = resolveOptions(trainTable, [{ source: "test", values }]);
const started: TrainEvent = {
  type: "started",
  run: "runs/one",
  options,
  classNames: ["cat", "dog"],
  images: { train: 64, val: 8 },
  stepsPerEpoch: 2,
  from: { epoch: 1, totalSteps: 1 },
  featuresOnce: true,
};
const step = (done: number): TrainEvent => ({
  type: "step",
  epoch: 1,
  step: done,
  stepsPerEpoch: 2,
  totalSteps: done,
  images: 32,
  loss: 9,
  accuracy: 0,
  meanLoss: 0.5,
  meanAccuracy: 0.75,
  learningRate: 0.1,
  gradientNorm: 1,
  updated: true,
  seconds: 1,
  imagesPerSecond: 32,
});

test("a run is shown by what it tells: its data, where it goes on, its means and its folder", () => {
  const terminal = recordedTerminal();
  const show = showTraining(terminal);
  show({ type: "notice", level: "warning", message: "weights: random values" });
  for (const event of [started, step(1), step(2)]) show(event);
  const run = runDirectory("runs/one");
  const result = { run, options, classNames: [], metrics: [], best: undefined, tested: undefined };
  const broken = [{ index: 0, id: "a.png", reason: "no image" }];
  const damaged = [{ index: 1, id: "b.jpg", reason: "bad Huffman code" }];
  show({ type: "done", result: { ...result, broken, damaged, credit: "CC BY" } });
  expect(terminal.lines).toEqual([
    "weights: random values",
    "tresnet_s on synthetic: 64 to train, 8 to validate images",
    "classes: cat, dog; run directory: runs/one",
    "going on at epoch 1, step 1",
    "the backbone is frozen and images always look the same: its features are computed once",
    "epoch 1/2  ━━━━━━━━━━━━━━━━━━━━  100%  32 img/s  loss 0.500  acc 75.0%  ETA 2s",
    "",
    "1 images could not be read and were skipped, such as a.png: no image; the report lists them",
    "1 images are damaged and were decoded all the same, such as b.jpg: bad Huffman code; the report lists them",
    "data: CC BY",
    "run directory: runs/one",
    `report: ${run.report}`,
  ]);
  expect(terminal.updates).toEqual([]);
});

test("a live line shows every step, and counted work", () => {
  const terminal = recordedTerminal({ live: true });
  const show = showTraining(terminal);
  for (const event of [started, step(1), step(2)]) show(event);
  show({ type: "progress", work: "validating", done: 4, total: 8 });
  expect(terminal.updates).toHaveLength(3);
  expect(terminal.updates.at(-1)).toMatch(/^validating .* 50%$/);
});
