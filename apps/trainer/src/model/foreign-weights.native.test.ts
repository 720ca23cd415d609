/** Weights of others: which of two sets are taken, what was unwrapped, and how their images are made ready. */
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { weightsOf } from "@tresnet/blocks";
import { type LazyTensorData, toFloat32, writeSafetensors } from "@tresnet/checkpoints";
import { createModel, stateDictOf } from "@tresnet/zoo";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordedJob } from "../../test/recorded-job.ts";
import { type TorchTensor, writeTorchFile } from "../../test/write-torch-file.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { trainTable } from "../settings/train-options.ts";
import { createInitialModel } from "../training/steps/initial-model.ts";
import { loadModel } from "./load-model.ts";
import { type ModelSettings, openModel } from "./open-model.ts";

const classes = 3;
let folder: string;
const at = (name: string) => path.join(folder, name);
/** The state dict of a tresnet_s, as PyTorch has it. */
const weights = new Map<string, TorchTensor>();

async function tensorOf({ dtype, shape, data }: LazyTensorData): Promise<TorchTensor> {
  return { shape, data: toFloat32({ dtype, shape, data: await data() }) };
}

/** The same with another bias in the head, by which the sets are told apart. */
const withBias = (value: number) =>
  new Map([...weights, ["head.fc.bias", { shape: [classes], data: new Float32Array(classes).fill(value) }]]);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-foreign-weights-"));
  const model = createModel("tresnet_s", { numClasses: classes, seed: 1 });
  for (const [name, tensor] of stateDictOf(model))
    if (tensor.dtype === "F32") weights.set(name, await tensorOf(tensor));
  model.dispose();
  await writeTorchFile(at("both.pth"), { state_dict: withBias(1), state_dict_ema: withBias(2) });
  const parallel = new Map([...withBias(1)].map(([name, tensor]) => [`module.${name}`, tensor]));
  await writeTorchFile(at("raw.pth"), { model: parallel });
});
afterAll(() => rm(folder, { recursive: true }));

async function biasOf(checkpoint: string, settings: ModelSettings = {}, model: string | undefined = "tresnet_s") {
  const job = recordedJob();
  const found = await openModel(job, { checkpoint, model }, settings);
  const loaded = await loadModel(job, found);
  const [bias] = weightsOf(loaded).get("head.fc.bias")?.dataSync() ?? [];
  loaded.dispose();
  return { bias, notices: job.notices().join("\n"), found };
}

describe("averaged weights", () => {
  test("are taken when asked for, and it is said which were", async () => {
    const averaged = await biasOf(at("both.pth"), { useEma: true });
    expect(averaged.bias).toBe(2);
    expect(averaged.notices).toMatch(/both\.pth took "state_dict_ema" \(averaged weights\), not "state_dict"/);
    const raw = await biasOf(at("both.pth"));
    expect(raw.bias).toBe(1);
    expect(raw.notices).toMatch(/took "state_dict", not "state_dict_ema".*raw weights; --use-ema takes the averaged/);
  });

  test("that are not there are missed aloud", async () => {
    const { bias, notices } = await biasOf(at("raw.pth"), { useEma: true });
    expect(bias).toBe(1);
    expect(notices).toMatch(/took "model"; removed "module\." from the names/);
    expect(notices).toMatch(/--use-ema: .*raw\.pth has no second set of weights/);
  });
});

async function startingFrom(values: Record<string, unknown>, classNames: readonly string[]) {
  const job = recordedJob();
  const options = resolveOptions(trainTable, [{ source: "test", values: { data: "synthetic", ...values } }]);
  const model = await createInitialModel(job, options, classNames.length, classNames);
  const [bias] = weightsOf(model).get("head.fc.bias")?.dataSync() ?? [];
  model.dispose();
  return { bias, notices: job.notices().join("\n") };
}

describe("--initial-checkpoint", () => {
  test("takes the set that is asked for, with a head whose classes it says to be guessed", async () => {
    const averaged = await startingFrom({ initialCheckpoint: at("both.pth"), useEma: true }, ["a", "b", "c"]);
    expect(averaged.bias).toBe(2);
    expect(averaged.notices).toContain("its head is taken too, for a, b, c: the file does not name its classes");
    expect((await startingFrom({ initialCheckpoint: at("both.pth") }, ["a", "b", "c"])).bias).toBe(1);
  });

  test("says that it drops a head for other classes", async () => {
    const { notices } = await startingFrom({ initialCheckpoint: at("raw.pth") }, ["a", "b"]);
    expect(notices).toContain("its head for 3 classes is left out, and one for 2 (a, b) starts anew");
  });

  test("passes over what lies beside the model, such as a loss's weights in Lightning's file", async () => {
    const lightning = new Map([...withBias(7)].map(([name, tensor]) => [`model.${name}`, tensor]));
    lightning.set("criterion.weight", { shape: [2], data: Float32Array.of(1, 2) });
    await writeTorchFile(at("lightning.ckpt"), { state_dict: lightning });
    const { bias, notices } = await startingFrom({ initialCheckpoint: at("lightning.ckpt") }, ["a", "b", "c"]);
    expect(bias).toBe(7);
    expect(notices).toContain('names without it: "criterion.weight"');
  });

  test("of another network is refused in a few lines with advice that fits", async () => {
    const start = startingFrom({ initialCheckpoint: at("raw.pth"), model: "resnet50" }, ["a", "b", "c"]);
    const error = await start.catch((cause: unknown) => cause);
    expect(String(error)).toMatch(/Choose the --model that --initial-checkpoint was saved from/);
    expect(String(error).split("\n").length).toBeLessThanOrEqual(10);
  });
});

describe("a folder of the Hugging Face hub", () => {
  const cfg = {
    tag: "mine",
    input_size: [3, 96, 96],
    interpolation: "bicubic",
    crop_pct: 0.9,
    crop_mode: "squash",
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  };
  const config = { architecture: "tresnet_s", num_classes: classes, label_names: ["x", "y", "z"], pretrained_cfg: cfg };

  async function hubFolder(name: string, content: unknown): Promise<string> {
    await mkdir(at(name));
    await writeFile(path.join(at(name), "config.json"), JSON.stringify(content));
    const tensors = [...withBias(5)].map(([key, { shape, data }]) => [key, { dtype: "F32", shape, data }] as const);
    await writeSafetensors(path.join(at(name), "model.safetensors"), new Map(tensors), { format: "pt" });
    return at(name);
  }

  test("is a checkpoint, and a model, and is made ready as its config says", async () => {
    const place = await hubFolder("hub", config);
    const { bias, found, notices } = await biasOf(place, {}, undefined);
    expect(bias).toBe(5);
    expect(found.info.model).toEqual({
      model: "tresnet_s",
      numClasses: classes,
      classNames: ["x", "y", "z"],
      imgSize: 96,
      interpolation: "bicubic",
      cropPct: 0.9,
      cropMode: "squash",
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    });
    expect(found.isNameless).toBe(false);
    expect(notices).toMatch(/^images: 96 × 96 pixels, crop squash 0\.9, bicubic, mean 0\.485 .*as .*config\.json says/);
    const asModel = await openModel(recordedJob(), { model: place });
    expect(asModel.info).toEqual(found.info);
    const started = await startingFrom({ initialCheckpoint: place }, ["x", "y", "z"]);
    expect(started.bias).toBe(5);
  });

  test("in the form of earlier timm, without names, is read too", async () => {
    const { architecture, num_classes } = config;
    const place = await hubFolder("flat", { architecture, num_classes, ...cfg, label_names: null });
    const { found } = await biasOf(place, {}, undefined);
    expect(found.info.model).toMatchObject({
      imgSize: 96,
      cropPct: 0.9,
      classNames: ["class 0", "class 1", "class 2"],
    });
    expect(found.isNameless).toBe(true);
  });

  test.each([
    ["vgg16", { ...config, architecture: "vgg16" }, /config\.json: expected architecture to be one of tresnet_s/],
    ["names", { ...config, label_names: ["x"] }, /label_names to be 3 names, as num_classes says, got \["x"\]/],
    ["oblong", { ...config, pretrained_cfg: { ...cfg, input_size: [3, 96, 64] } }, /input_size to be a square/],
    [
      "huge",
      { ...config, pretrained_cfg: { ...cfg, input_size: [3, 1e6, 1e6] } },
      /input_size to be a square of at most 4096/,
    ],
    [
      "grey",
      { ...config, pretrained_cfg: { ...cfg, input_size: [1, 96, 96] } },
      /input_size to be that of images of 3 channels/,
    ],
    ["crop", { ...config, pretrained_cfg: { ...cfg, crop_pct: 7 } }, /pretrained_cfg\.crop_pct/],
    ["std", { ...config, pretrained_cfg: { ...cfg, std: [1, 0, 1] } }, /pretrained_cfg\.std/],
    ["filter", { ...config, pretrained_cfg: { ...cfg, interpolation: "random" } }, /pretrained_cfg\.interpolation/],
  ])("whose config can't be is refused by the field: %s", async (name, content, message) => {
    await mkdir(at(name));
    await writeFile(path.join(at(name), "config.json"), JSON.stringify(content));
    await cp(path.join(at("hub"), "model.safetensors"), path.join(at(name), "model.safetensors"));
    await expect(openModel(recordedJob(), { checkpoint: at(name) })).rejects.toThrow(message);
  });
});

describe("how images are made ready", () => {
  test("is said where the file does not, and flags change it", async () => {
    const { notices } = await biasOf(at("raw.pth"));
    expect(notices).toMatch(
      /^images: 64 × 64 pixels, crop center [\d.]+, bilinear, mean 0 0 0, std 1 1 1; as is usual for tresnet_s.*since .*raw\.pth does not say it \(--img-size/,
    );
    const changed = await biasOf(at("raw.pth"), { imgSize: 96, mean: [0.5, 0.5, 0.5], interpolation: "bicubic" });
    expect(changed.found.info.model).toMatchObject({ imgSize: 96, mean: [0.5, 0.5, 0.5], interpolation: "bicubic" });
    expect(changed.notices).toMatch(
      /96 × 96 pixels.*--img-size, --interpolation, --mean as given, the rest as is usual/,
    );
  });

  test("can't be a size that the network does not take", async () => {
    await expect(biasOf(at("raw.pth"), { imgSize: 33 })).rejects.toThrow(/--img-size: expected a multiple of/);
  });
});

test("weights of another network are refused as such, before their classes are asked about", async () => {
  const others = new Map(
    Array.from({ length: 400 }, (_, at) => [`foo.${at}`, { shape: [1], data: new Float32Array(1) }]),
  );
  await writeTorchFile(at("others.pth"), { state_dict: others });
  const refused = openModel(recordedJob(), { checkpoint: at("others.pth"), model: "tresnet_s" });
  await expect(refused).rejects.toThrow(
    /others\.pth does not fit tresnet_s .*none of its 400 tensors.*another network/s,
  );
  const body = new Map([...weights].filter(([name]) => !name.startsWith("head.")));
  await writeTorchFile(at("body.pth"), { state_dict: body });
  const headless = openModel(recordedJob(), { checkpoint: at("body.pth"), model: "tresnet_s" });
  await expect(headless).rejects.toThrow(/body\.pth does not fit tresnet_s .*head\.fc\.weight: missing/s);
});
