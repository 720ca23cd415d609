/** SavedModels in Python's hands: TensorFlow, Keras, and TensorFlow Lite. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { pythonWithTensorFlow, relativeError } from "@tresnet/vitest";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeNet, exportSavedModel, type FromPixelsOptions, fromPixels, runNet } from "../src/index.ts";
import { type HeadName, noiseImages, type SmallName, smallModel } from "./example-models.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet python "));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const pixelOptions: FromPixelsOptions = { mean: [0.4, 0.5, 0.6], std: [0.2, 0.25, 0.3], probabilities: "sigmoid" };

/** What the script prints of one model. */
interface Answers {
  readonly logits: readonly number[];
  readonly probabilities: readonly number[];
  readonly keras: readonly number[];
  readonly tflite: readonly number[];
}

/** Runs models on the same images in one Python. */
async function runInPython(models: readonly string[], images: Float32Array, pixels: Uint8Array, shape: number[]) {
  const python = await pythonWithTensorFlow();
  const files = { images: path.join(folder, "images.f32"), pixels: path.join(folder, "pixels.u8") };
  await writeFile(files.images, images);
  await writeFile(files.pixels, pixels);
  const script = fileURLToPath(new URL("python/run_saved_models.py", import.meta.url));
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(JSON.stringify({ models, shape, ...files }));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const lastLine = output.trim().split("\n").at(-1) ?? "";
  expect(lastLine, errors).toMatch(/^\[/);
  const answers: readonly Answers[] = JSON.parse(lastLine);
  return answers;
}

const cases = [
  ["small_m", "linear", 72],
  ["small_s", "multi-label", undefined],
  ["small_v2", "ML-Decoder", undefined],
  ["small_resnet_stem", "ML-Decoder", 72],
] as const satisfies readonly (readonly [SmallName, HeadName, number | undefined])[];

test("TensorFlow, Keras and TensorFlow Lite give a model's answers", async () => {
  const shape = [3, 72, 72, 3];
  const images = noiseImages(3, 72);
  const values = Float32Array.from(images.dataSync());
  const pixels = Uint8Array.from(values, (value) => Math.round((value + 1) * 127));
  const wanted: { name: string; logits: ArrayLike<number>; probabilities: ArrayLike<number> }[] = [];
  for (const [name, head, size] of cases) {
    const model = smallModel(name, head);
    const net = describeNet(model, { size });
    await exportSavedModel(net, path.join(folder, name), { pixels: pixelOptions });
    const [logits, probabilities] = tf.tidy(() => [
      model.forward(images, inference).dataSync(),
      runNet(fromPixels(net, pixelOptions), tf.tensor4d(pixels, [3, 72, 72, 3], "int32")).dataSync(),
    ]);
    wanted.push({ name, logits, probabilities });
    model.dispose();
  }
  images.dispose();
  const models = wanted.map(({ name }) => path.join(folder, name));
  const answers = await runInPython(models, values, pixels, shape);
  expect(answers).toHaveLength(cases.length);
  for (const [index, answer] of answers.entries()) {
    const { name, logits, probabilities } = wanted[index] ?? { name: "", logits: [], probabilities: [] };
    expect(relativeError(answer.logits, logits), `${name}, TensorFlow`).toBeLessThan(1e-5);
    expect(relativeError(answer.keras, logits), `${name}, Keras`).toBeLessThan(1e-5);
    expect(relativeError(answer.tflite, logits), `${name}, TensorFlow Lite`).toBeLessThan(1e-5);
    expect(relativeError(answer.probabilities, probabilities), `${name}, pixels`).toBeLessThan(1e-5);
  }
});
