import { CheckpointError } from "@tresnet/checkpoints";
import { expect, test } from "vitest";
import type { SavedModel } from "../../run-directory/checkpoint-metadata.ts";
import { runDirectory } from "../../run-directory/run-directory.ts";
import { checkPosition, type ResumedRun } from "./check-position.ts";

const saved: SavedModel = {
  model: "tresnet_s",
  classNames: ["a", "b"],
  numClasses: 2,
  imgSize: 64,
  cropMode: "center",
  cropPct: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
const expected = { options: { epochs: 4, batchSize: 8, gradAccum: 2 }, saved, batchesPerEpoch: 5 };
const position = { epoch: 1, batch: 3, lossSum: 1, correct: 2, images: 24, seconds: 1 };
const check = (found: Partial<ResumedRun>) =>
  checkPosition(runDirectory("runs/x"), { position, model: saved, ...found }, expected);

test("what a training of these settings writes passes", () => {
  check({});
  check({ updates: 4 });
  check({ position: { ...position, batch: 5, images: 40 }, updates: 6 });
  check({ position: { ...position, epoch: 4, batch: 0, images: 0, best: { epoch: 4, metric: "loss", value: 1 } } });
});

test.each([
  ["epoch 99 of 4", { position: { ...position, epoch: 99 } }, /goes on at epoch 100, and the run has 4 epochs/],
  ["a great epoch", { position: { ...position, epoch: 1e9 } }, /goes on at epoch 1000000001/],
  ["past the end", { position: { ...position, epoch: 4 } }, /3 batches past the last of 4 epochs/],
  ["batch 100", { position: { ...position, batch: 100 } }, /at batch 100, and an epoch has 5 batches/],
  ["more images", { position: { ...position, images: 25 } }, /has seen 25 images in 3 batches of 8/],
  [
    "a best epoch to come",
    { position: { ...position, best: { epoch: 2, metric: "loss", value: 1 } } },
    /its best epoch is 2, of 1 done/,
  ],
  ["another place than its weights", { updates: 3 }, /weights were changed 3 times, which is not 4/],
  ["another size", { model: { ...saved, imgSize: 32 } }, /its imgSize is not that of the settings and the data/],
  ["other classes", { model: { ...saved, classNames: ["b", "a"] } }, /its classNames is not/],
])("a checkpoint that can't be one of the run is refused: %s", (_, found, message) => {
  expect(() => check(found)).toThrow(CheckpointError);
  expect(() => check(found)).toThrow(message);
  expect(() => check(found)).toThrow(/last\.safetensors and .*config\.json do not go together/);
});
