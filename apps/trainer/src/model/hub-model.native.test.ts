/** Anyone's model on the Hugging Face hub by --model hf-hub:user/name, as it lies in the user's cache. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { weightsOf } from "@tresnet/blocks";
import { readSafetensors } from "@tresnet/checkpoints";
import { createModel, saveWeights } from "@tresnet/zoo";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { recordedJob } from "../../test/recorded-job.ts";
import { writeTorchFile } from "../../test/write-torch-file.ts";
import { encodeInfo } from "../run-directory/checkpoint-metadata.ts";
import { loadModel } from "./load-model.ts";
import { openModel } from "./open-model.ts";

const commit = "0123456789012345678901234567890123456789";
const cfg = {
  input_size: [3, 96, 96],
  interpolation: "bicubic",
  crop_pct: 0.9,
  crop_mode: "squash",
  mean: [0.1, 0.2, 0.3],
  std: [0.4, 0.5, 0.6],
};
const config = { architecture: "tresnet_s", num_classes: 3, label_names: ["x", "y", "z"], pretrained_cfg: cfg };

let home = "";
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "tresnet-hub-model-"));
});
afterAll(() => rm(home, { recursive: true }));
beforeEach(() => {
  vi.stubEnv("HF_HOME", home);
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  for (const name of ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"]) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

interface Cached {
  /** What the header of the weights says of them. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What config.json says. */
  readonly config?: object;
  /** The file of the weights. */
  readonly file?: "model.safetensors" | "pytorch_model.bin";
}

/** Puts weights into the cache as a download leaves them, and gives their path. */
async function cached(name: string, { metadata = {}, config: content = config, file }: Cached = {}): Promise<string> {
  const repository = path.join(home, "hub", `models--ann--${name}`);
  const snapshot = path.join(repository, "snapshots", commit);
  await mkdir(path.join(repository, "refs"), { recursive: true });
  await mkdir(snapshot, { recursive: true });
  await writeFile(path.join(repository, "refs", "main"), commit);
  await writeFile(path.join(snapshot, "config.json"), JSON.stringify(content));
  const model = createModel("tresnet_s", { numClasses: 3 });
  const weights = path.join(snapshot, "model.safetensors");
  await saveWeights(model, weights, { metadata });
  model.dispose();
  if (file !== "pytorch_model.bin") return weights;
  const { tensors } = await readSafetensors(weights);
  const floats = [...tensors].flatMap(([key, { shape, data }]) =>
    data instanceof Float32Array ? [[key, { shape, data }] as const] : [],
  );
  await writeTorchFile(path.join(snapshot, file), { state_dict: new Map(floats) });
  await rm(weights);
  return path.join(snapshot, file);
}

test("is described by its config.json: classes, and how images are made ready", async () => {
  const file = await cached("cells");
  for (const choice of [{ model: "hf-hub:ann/cells" }, { checkpoint: "hf-hub:ann/cells" }]) {
    const found = await openModel(recordedJob(), choice);
    expect(found.file).toBe(file);
    expect(found.info.model).toMatchObject({
      model: "tresnet_s",
      classNames: ["x", "y", "z"],
      imgSize: 96,
      cropMode: "squash",
      cropPct: 0.9,
      interpolation: "bicubic",
      mean: cfg.mean,
      std: cfg.std,
    });
  }
});

test("is described by its weights where this project wrote them, which know more", async () => {
  const model = {
    model: "tresnet_s" as const,
    classNames: ["p", "q", "r"],
    numClasses: 3,
    imgSize: 64,
    cropMode: "center" as const,
    cropPct: 1,
    mean: [0, 0, 0] as [number, number, number],
    std: [1, 1, 1] as [number, number, number],
    task: "multi-label" as const,
  };
  await cached("labels", { metadata: encodeInfo({ kind: "weights", model }) });
  const found = await openModel(recordedJob(), { model: "hf-hub:ann/labels@main" });
  expect(found.info.model).toMatchObject({ classNames: ["p", "q", "r"], task: "multi-label", imgSize: 64 });
});

test("in timm's earlier form: one level, the weights in the architecture's name, PyTorch's file", async () => {
  const named = {
    label_names: { 0: "n1", 1: "n2", 2: "n3" },
    label_descriptions: { n1: "cat", n2: "dog", n3: "bird" },
  };
  const earlier = { architecture: "tresnet_s.mine", num_classes: 3, ...cfg, ...named };
  const file = await cached("earlier", { config: earlier, file: "pytorch_model.bin" });
  const job = recordedJob();
  const found = await openModel(job, { model: "hf-hub:ann/earlier" });
  expect(found).toMatchObject({ file, classIds: ["cat", "dog", "bird"] });
  expect(found.info.model).toMatchObject({ model: "tresnet_s", classNames: ["n1", "n2", "n3"], imgSize: 96 });
  expect(found.info.model).toMatchObject({ interpolation: "bicubic", cropMode: "squash", mean: cfg.mean });
  const [model, expected] = [await loadModel(job, found), createModel("tresnet_s", { numClasses: 3 })];
  const headOf = (one: typeof model) => weightsOf(one).get("head.fc.weight")?.dataSync();
  expect(headOf(model)).toEqual(headOf(expected));
  for (const one of [model, expected]) one.dispose();
  const again = await createModel("hf-hub:ann/earlier", { pretrained: true });
  expect([again.classNames, again.inputSize, again.cropPct]).toEqual([["n1", "n2", "n3"], 96, 0.9]);
  again.dispose();
});

test("with several labels an image", async () => {
  await cached("several", { config: { ...config, problem_type: "multi_label_classification" } });
  expect((await openModel(recordedJob(), { model: "hf-hub:ann/several" })).info.model.task).toBe("multi-label");
});

test.each([
  [
    "another network",
    { architecture: "vit_base_patch16_224" },
    /architecture to be one of tresnet_s, .*, got "vit_base/,
  ],
  ["another average", { global_pool: "max" }, /global_pool to be one of avg, fast, fastavg, got "max"/],
  ["an oblong", { pretrained_cfg: { input_size: [3, 96, 64] } }, /input_size to be a square of at most 4096 pixels/],
  [
    "a size that the stem does not take",
    { pretrained_cfg: { input_size: [3, 97, 97] } },
    /input_size to be a multiple/,
  ],
  ["grey images", { pretrained_cfg: { input_size: [1, 96, 96] } }, /input_size to be that of images of 3 channels/],
])("that is of %s is refused by the field", async (what, fields, message) => {
  await cached(what.replaceAll(" ", "-"), { config: { ...config, ...fields } });
  const model = `hf-hub:ann/${what.replaceAll(" ", "-")}`;
  await expect(openModel(recordedJob(), { model })).rejects.toThrow(message);
});

test("that is not there, or has no name, is an error that says so", async () => {
  await expect(openModel(recordedJob(), { model: "hf-hub:ann/none" })).rejects.toMatchObject({ code: "offline" });
  await expect(openModel(recordedJob(), { model: "hf-hub:none" })).rejects.toThrow(
    '--model: expected a model of the hub as hf-hub:user/name or hf-hub:user/name@revision, got "hf-hub:none".',
  );
});
