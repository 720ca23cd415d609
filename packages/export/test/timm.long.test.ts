/** Folders of `exportTimm` in Python's timm: the same logits, the same preparation of images, the same names. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { expectParity, noise, pythonWithTimm } from "@tresnet/vitest";
import { type CropMode, type ImageClassifier, type Interpolation, modelNames } from "@tresnet/zoo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exportTimm, type ModelFacts } from "../src/index.ts";
import { noisyModel } from "./noisy-model.ts";

interface Answer {
  readonly logits: readonly number[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly labels: readonly string[] | null;
  readonly steps: readonly string[];
  readonly card: Readonly<Record<string, unknown>>;
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-timm-"));
});
afterAll(() => rm(folder, { recursive: true }));

const classNames = ['"quoted" ✓', "b\nc", "d: e", "", "日本", "f", "g"];

/** Exports a model once for each of the facts, which are for images of one size, and asks timm and ourselves. */
async function ask(model: ImageClassifier, allFacts: readonly ModelFacts[], half = false) {
  const python = await pythonWithTimm();
  const own = await mkdtemp(path.join(folder, "ask-"));
  const folders = allFacts.map((_, index) => path.join(own, `model-${index}`));
  for (const [index, facts] of allFacts.entries()) await exportTimm(model, folders[index] ?? "", facts, { half });
  const size = allFacts[0]?.preparation.imgSize ?? 0;
  const shape: [number, number, number, number] = [3, size, size, model.inChannels];
  const values = noise(3 * size * size * model.inChannels, 3, 0, 1);
  const images = path.join(own, "images.f32");
  await writeFile(images, values);
  const script = path.join(import.meta.dirname, "python", "ask-timm.py");
  const { stdout } = await promisify(execFile)(python, [script, images, ...shape.map(String), ...folders]);
  const answers: readonly Answer[] = JSON.parse(stdout);
  const ours = tf.tidy(() => model.forward(tf.tensor4d(values, shape), inference).dataSync());
  return answers.map((answer) => ({ ...answer, ours }));
}

const factsOf = (imgSize: number, channels: number, given: Partial<ModelFacts["preparation"]> = {}): ModelFacts => ({
  classNames,
  task: "single-label",
  license: "Apache-2.0",
  data: { name: "no" }, // a text, that YAML 1.1 takes for false
  scores: [{ type: "accuracy", name: "accuracy", value: 0.75, split: "test" }],
  preparation: {
    imgSize,
    cropPct: 0.9,
    cropMode: "center",
    interpolation: "bilinear",
    mean: [0.4, 0.5, 0.6, 0.7].slice(0, channels),
    std: [0.1, 0.2, 0.3, 0.4].slice(0, channels),
    ...given,
  },
});

const nets = modelNames.filter((name) => name !== "tresnet_s");

// 72 pixels make maps of odd sizes, which two ways of halving round differently.
test.each([
  ...nets.map((name) => [name, 3, 72] as const),
  ...(["tresnet_m", "resnet50"] as const).flatMap((name) => [1, 4].map((channels) => [name, channels, 64] as const)),
  ["tresnet_m", 3, 224] as const,
])("%s with %d channels at %d pixels has timm's logits", async (name, channels, size) => {
  const model = noisyModel(name, { numClasses: 7, inChannels: channels });
  for (const { logits, ours, labels, data, card } of await ask(model, [factsOf(size, channels)])) {
    expectParity("timm", `${name} with ${channels} channels at ${size}, exported`, logits, ours, 1e-5);
    expect(labels).toEqual(classNames);
    expect(card).toMatchObject({
      license: "apache-2.0",
      "model-index": [{ results: [{ dataset: { name: "no" }, metrics: [{ type: "accuracy", value: 0.75 }] }] }],
    });
    expect(data["input_size"]).toEqual([channels, size, size]);
  }
  model.dispose();
});

test("from float16 too, and images are made ready as ours are", async () => {
  const model = noisyModel("tresnet_m", { numClasses: 7 });
  const cases = [
    ["center", "bicubic", "Resize(size=80, interpolation=bicubic", "CenterCrop(size=[72, 72]"],
    ["squash", "lanczos", "Resize(size=(80, 80), interpolation=lanczos", "CenterCrop(size=[72, 72]"],
    ["squish", "box", "Resize(size=(72, 72), interpolation=box", "CenterCrop(size=[72, 72]"],
    ["border", "hamming", "ResizeKeepRatio(size=(80, 80), interpolation=hamming", "CenterCropOrPad(size=[72, 72]"],
  ] as const satisfies readonly (readonly [CropMode, Interpolation, string, string])[];
  const facts = cases.map(([cropMode, interpolation]) => factsOf(72, 3, { cropMode, interpolation }));
  const answers = await ask(model, facts, true);
  for (const [index, [cropMode, interpolation, resize, crop]] of cases.entries()) {
    const { data, steps = [], logits = [], ours = [] } = answers[index] ?? {};
    // Weights are rounded by up to 2⁻¹¹.
    expectParity("timm", "tresnet_m at 72, exported as float16", logits, ours, 5e-3);
    const placed =
      cropMode === "squish" ? { crop_mode: "squash", crop_pct: 1 } : { crop_mode: cropMode, crop_pct: 0.9 };
    const { mean, std } = factsOf(72, 3).preparation;
    expect(data).toEqual({ input_size: [3, 72, 72], interpolation, mean, std, ...placed });
    expect(steps[0]).toContain(resize);
    expect(steps[1]).toContain(crop);
  }
  model.dispose();
});
