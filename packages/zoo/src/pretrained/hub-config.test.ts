import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readHubConfig } from "./hub-config.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-config-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(config: unknown) {
  const file = path.join(folder, "config.json");
  await writeFile(file, typeof config === "string" ? config : JSON.stringify(config));
  return readHubConfig(file);
}

const cfg = {
  input_size: [3, 96, 96],
  crop_pct: 0.9,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};
const config = { architecture: "tresnet_m", num_classes: 2, label_names: ["a", "b"], pretrained_cfg: cfg };

test("says what building a model asks", async () => {
  expect(await read(config)).toEqual({
    architecture: "tresnet_m",
    numClasses: 2,
    inChannels: 3,
    classNames: ["a", "b"],
    preprocessing: { inputSize: 96, cropPct: 0.9, mean: cfg.mean, std: cfg.std },
  });
});

test("of earlier timm, all fields stand side by side", async () => {
  const { architecture, num_classes } = config;
  const { preprocessing, numClasses, classNames } = await read({
    architecture,
    num_classes,
    ...cfg,
    label_names: null,
  });
  expect([numClasses, preprocessing.inputSize, classNames]).toEqual([2, 96, undefined]);
});

test("of timm's own weights, the tag knows the classes", async () => {
  const found = await read({ architecture: "tresnet_m", num_classes: 1000, pretrained_cfg: { tag: "miil_in1k" } });
  expect(found.classNames?.[0]).toBe("tench, Tinca tinca");
  expect(found.preprocessing).toEqual({});
  expect((await read({ architecture: "tresnet_m", pretrained_cfg: { tag: "miil_in21k" } })).numClasses).toBe(11_221);
});

test("other channels are what the model is built with, and their mean is left out", async () => {
  const grey = { ...cfg, input_size: [1, 96, 96], mean: [0.5], std: [0.2] };
  const { inChannels, preprocessing } = await read({ ...config, pretrained_cfg: grey });
  expect([inChannels, preprocessing]).toEqual([1, { inputSize: 96, cropPct: 0.9 }]);
  const { mean, std, ...bare } = cfg;
  expect((await read({ ...config, model_args: { in_chans: 4 }, pretrained_cfg: bare })).inChannels).toBe(4);
});

test.each([
  [{ ...config, architecture: "vgg16" }, /config\.json: expected architecture to be one of tresnet_s, .*, got "vgg16"/],
  [{ ...config, num_classes: 0 }, /expected num_classes to be a whole number from 1 to 1000000, got 0/],
  [{ ...config, label_names: ["a"] }, /expected label_names to be 2 texts, as num_classes says/],
  [{ ...config, label_names: ["a", 1] }, /expected label_names to be 2 texts/],
  [{ ...config, pretrained_cfg: { ...cfg, input_size: [3, 96, 64] } }, /expected input_size to be a square/],
  [{ ...config, pretrained_cfg: { ...cfg, input_size: [3, 1e6, 1e6] } }, /expected input_size to be a square/],
  [{ ...config, pretrained_cfg: { ...cfg, crop_pct: 7 } }, /expected crop_pct to be above 0 and at most 1, got 7/],
  [{ ...config, pretrained_cfg: { ...cfg, mean: "grey" } }, /expected mean to be 3 numbers, got "grey"/],
  [{ ...config, pretrained_cfg: { ...cfg, std: [1, 0, 1] } }, /expected std to be three numbers above 0/],
  ["{", /config\.json is no JSON/],
  ["[]", /expected architecture to be one of/],
])("what can't be is refused by the field", async (content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});
