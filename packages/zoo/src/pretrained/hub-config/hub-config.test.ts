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
    preparation: { imgSize: 96, cropPct: 0.9, mean: cfg.mean, std: cfg.std },
  });
});

test("of earlier timm, all fields stand side by side", async () => {
  const { architecture, num_classes } = config;
  const found = await read({
    architecture,
    num_classes,
    ...cfg,
    label_names: null,
  });
  expect([found?.numClasses, found?.preparation.imgSize, found?.classNames]).toEqual([2, 96, undefined]);
});

test("of timm's own weights, the tag knows the classes", async () => {
  const found = await read({ architecture: "tresnet_m", num_classes: 1000, pretrained_cfg: { tag: "miil_in1k" } });
  expect(found).toMatchObject({ tag: "tresnet_m.miil_in1k", preparation: {} });
  expect([found?.classNames?.[0], found?.classIds?.[0]]).toEqual(["tench, Tinca tinca", "n01440764"]);
  expect((await read({ architecture: "tresnet_m", pretrained_cfg: { tag: "miil_in21k" } }))?.numClasses).toBe(11_221);
});

test.each([
  ["tresnet_m.miil_in1k", "tresnet_m", "tresnet_m.miil_in1k"],
  ["tresnet_m.mine", "tresnet_m", undefined],
  ["resnet50.a1_in1k", "resnet50", undefined],
  ["tresnet_m_miil_in21k", "tresnet_m", "tresnet_m.miil_in21k"],
  ["tresnet_xl_448", "tresnet_xl", "tresnet_xl.miil_in1k_448"],
])("an architecture with its weights in the name: %s", async (given, architecture, tag) => {
  const found = await read({ architecture: given, num_classes: 2, ...cfg });
  expect([found?.architecture, found?.tag, found?.numClasses, found?.classNames]).toEqual([
    architecture,
    tag,
    2,
    undefined,
  ]);
});

test("how images are made ready, all of it", async () => {
  const placed = { ...cfg, crop_mode: "squash", interpolation: "bicubic" };
  expect((await read({ ...config, pretrained_cfg: placed }))?.preparation).toMatchObject({
    cropMode: "squash",
    interpolation: "bicubic",
  });
});

test.each([
  ["timm's dict", { label_names: { 0: "x", 1: "y" } }, ["x", "y"], undefined],
  ["a dict with a gap", { label_names: { 1: "y" } }, ["class 0", "y"], undefined],
  ["transformers' dict", { label_names: null, id2label: { 0: "x", 1: "y" } }, ["x", "y"], undefined],
  ["made up names", { label_names: null, id2label: { 0: "LABEL_0", 1: "LABEL_1" } }, undefined, undefined],
  ["descriptions", { label_descriptions: { a: "cat", b: "dog" } }, ["a", "b"], ["cat", "dog"]],
  ["a description short", { label_descriptions: { a: "cat" } }, ["a", "b"], undefined],
  [
    "those of the weights",
    { label_names: null, pretrained_cfg: { ...cfg, label_names: ["p", "q"], label_descriptions: { p: "1", q: "2" } } },
    ["p", "q"],
    ["1", "2"],
  ],
])("names: %s", async (_, given, names, ids) => {
  const found = await read({ ...config, ...given });
  expect([found?.classNames, found?.classIds]).toEqual([names, ids]);
});

test("several labels an image are what transformers calls them", async () => {
  expect((await read({ ...config, problem_type: "multi_label_classification" }))?.task).toBe("multi-label");
  expect((await read(config))?.task).toBeUndefined();
});

test("the head of the weights says what config.json does not, and does not contradict it", async () => {
  const { num_classes: _, label_names: __, ...rest } = config;
  const file = path.join(folder, "config.json");
  await writeFile(file, JSON.stringify(rest));
  expect((await readHubConfig(file, { classes: 7 }))?.numClasses).toBe(7);
  await writeFile(file, JSON.stringify(config));
  await expect(readHubConfig(file, { classes: 7 })).rejects.toThrow(
    "expected num_classes to be 7, which the head of the weights is for, got 2",
  );
  expect((await read({ architecture: "tresnet_m", num_classes: 0 }))?.numClasses).toBeUndefined(); // a body
});

test("JSON of something else is none", async () => {
  for (const other of ["[]", { model_type: "vit" }, { architecture: null }]) expect(await read(other)).toBeUndefined();
});

test("other channels are what the model is built with", async () => {
  const grey = { ...cfg, input_size: [1, 96, 96], mean: [0.5], std: [0.2] };
  const found = await read({ ...config, pretrained_cfg: grey });
  expect(found).toMatchObject({ inChannels: 1, preparation: { imgSize: 96, mean: [0.5], std: [0.2] } });
  const wide = await read({ ...config, model_args: { in_chans: 4 }, pretrained_cfg: cfg });
  // Three means beside four channels are those of the weights that the training began with.
  expect([wide?.inChannels, wide?.preparation.mean]).toEqual([4, undefined]);
  const same = await read({ ...config, pretrained_cfg: { ...cfg, mean: [0.5], std: [0.2] } });
  expect([same?.preparation.mean, same?.preparation.std]).toEqual([
    [0.5, 0.5, 0.5],
    [0.2, 0.2, 0.2],
  ]);
});

test.each([
  [{ ...config, architecture: "vgg16" }, /config\.json: expected architecture to be one of tresnet_s, .*, got "vgg16"/],
  [{ ...config, num_classes: -1 }, /expected num_classes to be a whole number from 0 to 1000000, got -1/],
  [{ ...config, label_names: ["a"] }, /expected label_names to be 2 names, as num_classes says/],
  [{ ...config, label_names: ["a", 1] }, /expected label_names to be 2 names/],
  [
    { ...config, pretrained_cfg: { ...cfg, input_size: [3, 96, 64] } },
    /expected pretrained_cfg\.input_size to be a square/,
  ],
  [
    { ...config, pretrained_cfg: { ...cfg, input_size: [3, 1e6, 1e6] } },
    /expected pretrained_cfg\.input_size to be a square/,
  ],
  [
    { ...config, pretrained_cfg: { ...cfg, crop_pct: 7 } },
    /expected pretrained_cfg\.crop_pct to be above 0 and at most 1, got 7/,
  ],
  [
    { ...config, pretrained_cfg: { ...cfg, mean: "grey" } },
    /expected pretrained_cfg\.mean to be a list of numbers, got "grey"/,
  ],
  [{ ...config, pretrained_cfg: { ...cfg, std: [1, 0, 1] } }, /expected pretrained_cfg\.std to be numbers above 0/],
  ["{", /config\.json is no JSON/],
  [
    { ...config, pretrained_cfg: { ...cfg, mean: [1, 2] } },
    /expected pretrained_cfg\.mean to be 3 numbers, got \[1,2\]/,
  ],
  [
    { ...config, pretrained_cfg: { ...cfg, interpolation: "random" } },
    /expected pretrained_cfg\.interpolation to be one of bilinear, /,
  ],
  [
    { ...config, pretrained_cfg: { ...cfg, crop_mode: "corner" } },
    /expected pretrained_cfg\.crop_mode to be one of center, /,
  ],
  [{ ...config, global_pool: "max" }, /expected global_pool to be one of avg, fast, fastavg, got "max"/],
  [{ ...config, model_args: { global_pool: "catavgmax" } }, /expected model_args\.global_pool to be one of avg/],
])("what can't be is refused by the field", async (content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});
