/** SavedModels in Python's hands: TensorFlow, Keras, and TensorFlow Lite. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { noise, pythonWithTensorFlow, relativeError } from "@tresnet/vitest";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeNet, exportSavedModel, type FromPixelsOptions, fromPixels, runNet } from "../src/index.ts";
import { type HeadName, type SmallName, smallModel } from "./example-models.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet python "));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** What the script prints of one model and batch. */
interface Answers {
  readonly logits: readonly number[];
  readonly probabilities: readonly number[];
  readonly keras: readonly number[];
  readonly tflite: readonly number[];
}

/** One batch of images, in files for the script. */
interface Batch {
  readonly images: string;
  readonly pixels: string;
  readonly shape: readonly [number, number, number, number];
}

/** Runs models on images in one Python. */
async function runInPython(requests: readonly { readonly model: string; readonly batches: readonly Batch[] }[]) {
  const script = fileURLToPath(new URL("python/run_saved_models.py", import.meta.url));
  const child = spawn(await pythonWithTensorFlow(), [script], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(JSON.stringify(requests));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const lastLine = output.trim().split("\n").at(-1) ?? "";
  expect(lastLine, errors).toMatch(/^\[/);
  const answers: readonly (readonly Answers[])[] = JSON.parse(lastLine);
  return answers;
}

// One file each: the size fixed, or free, then of two sizes; batches of one and of three.
const cases = [
  [
    "small_m",
    "linear",
    3,
    72,
    [
      [1, 72],
      [3, 72],
    ],
  ],
  [
    "small_m",
    "multi-label",
    1,
    undefined,
    [
      [3, 64],
      [1, 72],
    ],
  ],
  [
    "small_m",
    "ML-Decoder",
    4,
    undefined,
    [
      [1, 64],
      [3, 72],
    ],
  ],
  [
    "small_s",
    "multi-label",
    3,
    undefined,
    [
      [3, 72],
      [1, 224],
    ],
  ],
  [
    "small_v2",
    "ML-Decoder",
    3,
    undefined,
    [
      [3, 64],
      [1, 224],
    ],
  ],
  [
    "small_strided",
    "linear",
    4,
    undefined,
    [
      [1, 72],
      [3, 64],
    ],
  ],
  [
    "small_resnet_stem",
    "ML-Decoder",
    1,
    72,
    [
      [3, 72],
      [1, 72],
    ],
  ],
] as const satisfies readonly (readonly [
  SmallName,
  HeadName,
  number,
  number | undefined,
  readonly (readonly [number, number])[],
])[];

/** Writes a case's model and its images, and what the model answers to each batch of them. */
async function prepare(index: number) {
  const [name, head, channels, size, batches] = cases[index] ?? cases[0];
  const model = smallModel(name, head, { inChannels: channels });
  const net = describeNet(model, { size });
  const [mean, std] = [[0.4, 0.5, 0.6, 0.7].slice(0, channels), [0.2, 0.25, 0.3, 0.35].slice(0, channels)];
  const options: FromPixelsOptions = { mean, std, probabilities: "sigmoid" };
  const place = path.join(folder, String(index));
  await exportSavedModel(net, place, { pixels: options });
  const prepared = [];
  for (const [n, side] of batches) {
    const shape = [n, side, side, channels] as const;
    const values = noise(n * side * side * channels, 5);
    const pixels = Uint8Array.from(values, (value) => Math.round((value + 1) * 127));
    const files = { images: path.join(folder, `${index}-${n}.f32`), pixels: path.join(folder, `${index}-${n}.u8`) };
    await writeFile(files.images, values);
    await writeFile(files.pixels, pixels);
    const [logits, probabilities] = tf.tidy(() => [
      model.forward(tf.tensor4d(values, [...shape]), inference).dataSync(),
      runNet(fromPixels(net, options), tf.tensor4d(pixels, [...shape], "int32")).dataSync(),
    ]);
    prepared.push({ batch: { ...files, shape }, wanted: { logits, probabilities } });
  }
  model.dispose();
  return { what: `${name}, ${head}, ${channels} channels`, place, prepared };
}

test("TensorFlow, Keras and TensorFlow Lite give a model's answers", async () => {
  const all = [];
  for (const index of cases.keys()) all.push(await prepare(index));
  const answers = await runInPython(
    all.map(({ place, prepared }) => ({ model: place, batches: prepared.map(({ batch }) => batch) })),
  );
  for (const [index, { what, prepared }] of all.entries()) {
    for (const [at, { batch, wanted }] of prepared.entries()) {
      const answer = answers[index]?.[at];
      for (const [who, given, expected] of [
        ["TensorFlow", answer?.logits, wanted.logits],
        ["Keras", answer?.keras, wanted.logits],
        ["TensorFlow Lite", answer?.tflite, wanted.logits],
        ["pixels", answer?.probabilities, wanted.probabilities],
      ] as const) {
        expect(relativeError(given ?? [], expected), `${what}, [${batch.shape}], ${who}`).toBeLessThan(1e-5);
      }
    }
  }
});
