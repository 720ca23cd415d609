import { expect, test } from "vitest";
import type { CheckpointInfo } from "./checkpoint-metadata.ts";
import { infoFault } from "./info-fault.ts";

const model: CheckpointInfo["model"] = {
  model: "tresnet_s",
  classNames: ["a", "b", "c"],
  numClasses: 3,
  imgSize: 64,
  cropMode: "center",
  cropPct: 0.875,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
const decoder = { kind: "ml-decoder", groups: 3, embedding: 16 } as const;

const entries = (shapes: Record<string, readonly number[]>) =>
  new Map(Object.entries(shapes).map(([name, shape]) => [name, { dtype: "F32" as const, shape }]));
const linear = entries({ "head.fc.bias": [3] });
const decoding = entries({ "head.decoder.duplicate_pooling_bias": [3], "head.decoder.query_embed.weight": [3, 16] });

test.each([
  ["linear", model, linear],
  ["linear, of a training", model, entries({ "model.head.fc.bias": [3] })],
  ["resnet's", { ...model, model: "resnet50" as const, imgSize: 33 }, entries({ "fc.bias": [3] })],
  ["with more outputs than classes", { ...model, numClasses: 10 }, entries({ "head.fc.bias": [10] })],
  ["a decoder", { ...model, head: decoder }, decoding],
])("a description that is that of its tensors passes: %s", (_, given, tensors) => {
  expect(infoFault({ kind: "weights", model: given }, tensors)).toBeUndefined();
});

test.each([
  ["a size", { ...model, imgSize: 1_000_000 }, linear, "model.imgSize: expected at most 4096, got 1000000"],
  ["a side that does not divide", { ...model, imgSize: 65 }, linear, "model.imgSize: expected a multiple of"],
  ["more names", { ...model, classNames: ["a", "b", "c", "d"] }, linear, "model.classNames: expected at most 3"],
  ["another head", { ...model, numClasses: 900_000 }, linear, "those of a head for 3 classes, got 900000"],
  ["a decoder that is none", { ...model, head: decoder }, linear, "those of a head of kind linear, got ml-decoder"],
  ["a linear head that is none", model, decoding, "those of a head of kind ml-decoder, got linear"],
  [
    "a lying decoder",
    { ...model, head: { ...decoder, groups: 1_000_000, embedding: 65_536 } },
    decoding,
    "queries [3, 16], got 1000000 groups of 65536",
  ],
])("what can't be is told before anything of its size is made: %s", (_, given, tensors, fault) => {
  expect(infoFault({ kind: "weights", model: given }, tensors)).toContain(fault);
});

test("a position whose counts do not go together is told", () => {
  const position = { epoch: 0, batch: 2, lossSum: 1, correct: 9, images: 8, seconds: 1 };
  expect(infoFault({ kind: "training", model, position }, linear)).toMatch(/^position: 2 batches, 8 images and 9/);
});
