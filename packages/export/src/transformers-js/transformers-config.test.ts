import type { ImagePreparation } from "@tresnet/zoo";
import { expect, test } from "vitest";
import type { ModelFacts } from "../facts/model-facts.ts";
import { preprocessorConfig, transformersConfig } from "./transformers-config.ts";

const preparation: ImagePreparation = {
  imgSize: 96,
  cropPct: 0.875,
  cropMode: "center",
  interpolation: "bilinear",
  mean: [0.4, 0.5, 0.6],
  std: [0.1, 0.2, 0.3],
};
const facts: ModelFacts = { classNames: ["a", "b"], task: "single-label", preparation };
const model = { name: "tresnet_s", numClasses: 2, inChannels: 3 };

test("names the classes, or numbers them", () => {
  expect(transformersConfig(model, facts)).toEqual({
    model_type: "resnet",
    architectures: ["ResNetForImageClassification"],
    id2label: { 0: "a", 1: "b" },
    label2id: { a: 0, b: 1 },
    "transformers.js_config": { dtype: "fp32" },
  });
  const { id2label } = transformersConfig(model, { ...facts, classNames: undefined });
  expect(id2label).toEqual({ 0: "class 0", 1: "class 1" });
});

test.each([
  ["center", { size: { shortest_edge: 109 }, do_center_crop: true, crop_size: { height: 96, width: 96 } }],
  ["squash", { size: { height: 109, width: 109 }, do_center_crop: true, crop_size: { height: 96, width: 96 } }],
  ["squish", { size: { height: 96, width: 96 }, do_center_crop: false }],
] as const)("places images as ours: %s", (cropMode, placed) => {
  expect(preprocessorConfig("tresnet_s", { ...preparation, cropMode })).toEqual({
    image_processor_type: "ViTImageProcessor",
    do_convert_rgb: true,
    do_resize: true,
    ...placed,
    resample: 1,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.4, 0.5, 0.6],
    image_std: [0.1, 0.2, 0.3],
  });
});

test("what it would do otherwise is refused, with a way out", () => {
  expect(() => transformersConfig(model, { ...facts, task: "multi-label" })).toThrow(
    "tresnet_s: expected a model with one class an image, since transformers.js answers with a softmax alone, got one with several labels. Write ONNX instead",
  );
  expect(() => transformersConfig({ ...model, inChannels: 1 }, facts)).toThrow("got 1 channels");
  expect(() => preprocessorConfig("tresnet_s", { ...preparation, cropMode: "border" })).toThrow(
    "got the crop mode border, which transformers.js has none like. Write ONNX instead",
  );
});
