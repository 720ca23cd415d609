import { buildModel, cropModes, type ImagePreparation } from "@tresnet/zoo";
import { expect, test } from "vitest";
import type { ModelFacts } from "../facts/model-facts.ts";
import { timmConfig } from "./timm-config.ts";
import { timmModelOf } from "./timm-models.ts";

const preparation: ImagePreparation = {
  imgSize: 72,
  cropPct: 0.9,
  cropMode: "center",
  interpolation: "bicubic",
  mean: [0.4, 0.5, 0.6],
  std: [0.1, 0.2, 0.3],
};
const facts: ModelFacts = { classNames: ["a", "b"], task: "single-label", preparation, license: "Apache-2.0" };
const model = buildModel("tresnet_m", { numClasses: 2 });
const configOf = (given: Partial<ModelFacts>) => timmConfig(model, timmModelOf(model), { ...facts, ...given });

test("says what timm's own says", () => {
  expect(configOf({})).toEqual({
    architecture: "tresnet_m",
    num_classes: 2,
    num_features: 2048,
    global_pool: "fast",
    label_names: ["a", "b"],
    pretrained_cfg: {
      input_size: [3, 72, 72],
      fixed_input_size: false,
      interpolation: "bicubic",
      crop_pct: 0.9,
      crop_mode: "center",
      mean: [0.4, 0.5, 0.6],
      std: [0.1, 0.2, 0.3],
      num_classes: 2,
      pool_size: [3, 3],
      first_conv: "body.conv1.conv",
      classifier: "head.fc",
      license: "apache-2.0",
    },
  });
});

test("says nothing of what nobody knows", () => {
  const { label_names, pretrained_cfg } = configOf({ classNames: undefined, license: undefined });
  expect([label_names, "license" in pretrained_cfg]).toEqual([undefined, false]);
});

test("knows the task, other channels, and ResNet's names", () => {
  expect(configOf({ task: "multi-label" }).problem_type).toBe("multi_label_classification");
  const grey = buildModel("resnet50", { numClasses: 2, inChannels: 1 });
  const { model_args, global_pool, pretrained_cfg } = timmConfig(grey, timmModelOf(grey), facts);
  expect([model_args, global_pool]).toEqual([{ in_chans: 1 }, "avg"]);
  expect(pretrained_cfg).toMatchObject({ input_size: [1, 72, 72], first_conv: "conv1", classifier: "fc" });
});

test.each(cropModes)("crops %s as timm does", (cropMode) => {
  const { crop_mode, crop_pct } = configOf({ preparation: { ...preparation, cropMode } }).pretrained_cfg;
  expect([crop_mode, crop_pct]).toEqual(cropMode === "squish" ? ["squash", 1] : [cropMode, 0.9]);
});
