import { expect, test } from "vitest";
import { resolveOptions } from "../options/resolve-options.ts";
import { trainTable } from "../settings/train-options.ts";
import { describeExport } from "./describe-export.ts";
import type { RunConfig } from "./run-directory.ts";

const model = {
  model: "tresnet_s" as const,
  classNames: ["cat", "dog"],
  numClasses: 2,
  imgSize: 32,
  cropMode: "center" as const,
  cropPct: 1,
  mean: [0, 0, 0] as [number, number, number],
  std: [1, 1, 1] as [number, number, number],
};
const part = { images: 50, sha256: "0" };
const configOf = (values: Record<string, unknown>, parts: RunConfig["data"]["parts"]): RunConfig => ({
  command: "tresnet train …",
  options: resolveOptions(trainTable, [{ source: "test", values }]),
  intraOpThreads: 1,
  environment: { tresnet: "0.1.0" },
  data: { classNames: ["cat", "dog"], parts },
});
const best = { epoch: 7, metric: "accuracy", value: 0.912345 };
const plain = { half: false, backbone: false };

test("says what the weights are, how they were made and what they scored", () => {
  const config = configOf(
    { data: "cifar10:/home/me/cifar", classes: ["cat", "dog"], epochs: 9, seed: 3 },
    { train: part, val: part },
  );
  const described = describeExport(
    { model, config, best },
    { half: true, backbone: true, licenseNote: "MIT" },
    "0.2.0",
  );
  expect(described).toEqual({
    architecture: "tresnet_s",
    classes: '["cat","dog"]',
    preprocessing: '{"imgSize":32,"cropMode":"center","cropPct":1,"mean":[0,0,0],"std":[1,1,1]}',
    content: "backbone, float16",
    recipe: expect.stringMatching(/^tresnet train cifar10 --.*--classes cat,dog .*--epochs 9 /),
    dataset: "cifar10",
    training_version: "0.1.0",
    score: "accuracy 0.9123 on 50 held-out images after epoch 7 of 9, seed 3",
    license_note: "MIT",
    tresnet_version: "0.2.0",
  });
});

test("has no path of this machine", () => {
  const given = {
    data: "folder:/home/me/photos",
    initialCheckpoint: "/home/me/first.safetensors",
    output: "/home/me/runs",
  };
  const described = describeExport({ model, config: configOf(given, { train: part }), best }, plain, "0.2.0");
  expect(described).toMatchObject({
    recipe: expect.stringMatching(/^tresnet train folder:photos .*--initial-checkpoint first\.safetensors/),
    dataset: "folder:photos",
    score: expect.stringContaining("on the training images"),
  });
  expect(JSON.stringify(described)).not.toContain("/home/me");
});

test("tells the score that it is told, and nothing that is not known", () => {
  expect(describeExport({ model }, { ...plain, score: "93 % on the test images" }, "0.2.0")).toEqual({
    architecture: "tresnet_s",
    classes: '["cat","dog"]',
    preprocessing: expect.any(String),
    content: "backbone and head, float32",
    score: "93 % on the test images",
    tresnet_version: "0.2.0",
  });
});
