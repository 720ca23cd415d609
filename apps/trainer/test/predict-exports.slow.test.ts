/** What @tresnet/predict answers of exported models is what `tresnet predict` answers of the run. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { loadClassifier } from "@tresnet/predict/node";
import { noise } from "@tresnet/vitest";
import * as onnx from "onnxruntime-node";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tresnet } from "./run-in-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
const photos = ["a.png", "b.jpg", "c.webp"];
let expected: ReadonlyMap<string, readonly { readonly class: string; readonly probability: number }[]>;

async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tresnet(...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-predict-"));
  const settings = "--img-size 32 --batch-size 8 --epochs 1 --workers 0 --precision float32 --train-per-class 8";
  await succeed("train", "synthetic", ...settings.split(" "), "--output", folder, "--experiment", "run");
  for (const [index, name] of photos.entries()) {
    const bytes = Uint8Array.from(noise(60 * 44 * 3, index, 0, 255.9));
    await sharp(bytes, { raw: { width: 60, height: 44, channels: 3 } }).toFile(at(name));
  }
  const paths = photos.map((name) => at(name));
  const options = ["--checkpoint", at("run"), "--precision", "float32", "--topk", "4", "--json"];
  const { images } = JSON.parse(await succeed("predict", ...paths, ...options));
  expected = new Map(
    images.map(({ file, predictions }: { file: string; predictions: [] }) => [path.basename(file), predictions]),
  );
  await succeed("export", at("run"), "--format", "tfjs-graph-model", "--output", at("tfjs"));
  await succeed("export", at("run"), "--format", "onnx", "--output", at("model.onnx"));
});
afterAll(async () => {
  await tf.setBackend("tensorflow");
  await rm(folder, { recursive: true });
});

test.each([
  ["tfjs", "wasm", {}],
  ["tfjs", "tensorflow", {}],
  ["model.onnx", "tensorflow", { onnx }],
] as const)("%s on %s", async (model, backend, options) => {
  await tf.setBackend(backend);
  await tf.ready();
  const classifier = await loadClassifier(at(model), options);
  for (const name of photos) {
    const answers = await classifier.classify(at(name), { topk: 4 });
    const wanted = expected.get(name) ?? [];
    expect(wanted).toHaveLength(4);
    for (const { name: answered, probability } of answers) {
      const found = wanted.find((one) => one.class === answered);
      expect(Math.abs((found?.probability ?? 2) - probability)).toBeLessThan(1e-5);
    }
  }
  await classifier.dispose();
  await tf.setBackend("tensorflow");
});
