/** Graph models loaded by TensorFlow.js on its own backends and on ours, against the models themselves. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { relativeError } from "@tresnet/vitest";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { describeNet, exportTfjs, fromPixels, type Net, runNet } from "../src/index.ts";
import { everyOperationNet, testImages } from "./every-operation-net.ts";
import { type HeadName, heads, noiseImages, type SmallName, smallModel, smallVariants } from "./example-models.ts";

// The backend "cpu" advises Node's users to take another one, unless this is a test.
const asTest = tf.env().getBool("IS_TEST");
beforeAll(() => tf.env().set("IS_TEST", true));
afterAll(() => tf.env().set("IS_TEST", asTest));

let folder: string;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "tresnet tfjs ")), "model");
});
afterEach(async () => {
  tf.setBackend("tensorflow");
  await rm(path.dirname(folder), { recursive: true });
});

const backends = ["cpu", "wasm", "tensorflow"] as const;

/** What the graph model in the folder answers on a backend. */
async function answersOn(backend: (typeof backends)[number], values: ArrayLike<number>, shape: number[]) {
  await tf.setBackend(backend);
  await tf.ready();
  const before = tf.memory().numTensors;
  const model = await loadGraphModel(`file://${folder}/model.json`);
  const images = tf.tensor(Float32Array.from(values), shape);
  const [logits] = [model.predict(images)].flat();
  const answers = logits instanceof tf.Tensor ? await logits.data() : [];
  tf.dispose(images);
  if (logits instanceof tf.Tensor) logits.dispose();
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
  await tf.setBackend("tensorflow");
  return answers;
}

/** What a net answers by TensorFlow's operations. */
const expectedOf = (net: Net, values: Float32Array, shape: [number, number, number, number]) =>
  tf.tidy(() => runNet(net, tf.tensor4d(values, shape)).dataSync());

describe("exportTfjs", () => {
  test.each([
    { size: 12, count: 2, given: 12 },
    { size: 11, count: 3, given: 11 },
    { size: undefined, count: 1, given: 9 },
    { size: undefined, count: 3, given: 16 },
  ])("answers on cpu, wasm and our backend: size $size, $count images of $given", async ({ size, count, given }) => {
    const net = everyOperationNet(size === undefined ? {} : { size });
    await exportTfjs(net, folder);
    const values = testImages(count, given);
    const expected = expectedOf(net, values, [count, given, given, 3]);
    for (const backend of backends) {
      const answers = await answersOn(backend, values, [count, given, given, 3]);
      expect(relativeError(answers, expected), backend).toBeLessThan(1e-5);
    }
  });

  test("keeps what is said of the model, weights in files of 4 MB, and no content in the graph", async () => {
    const net = everyOperationNet({ size: 12 });
    const large = {
      kind: "dense",
      kernel: { shape: [5, 300_000], values: new Float32Array(1_500_000).fill(1) },
    } as const;
    const wide = {
      output: "wide",
      inputs: ["head"],
      operation: { ...large, bias: { shape: [300_000], values: new Float32Array(300_000) } },
    };
    const wideNet = { ...net, nodes: [...net.nodes, wide], output: "wide", numClasses: 300_000 };
    await exportTfjs(wideNet, folder, { metadata: { classes: ["Ölschiefer\n", "\u{1F431}"] } });
    const files = (await readdir(folder)).sort();
    expect(files).toEqual(["group1-shard1of2.bin", "group1-shard2of2.bin", "model.json"]);
    expect((await readFile(path.join(folder, "group1-shard1of2.bin"))).length).toBe(4 * 1024 * 1024);
    expect((await readFile(path.join(folder, "model.json"))).length).toBeLessThan(40_000);
    const model = await loadGraphModel(`file://${folder}/model.json`);
    expect(model.metadata).toEqual({ classes: ["Ölschiefer\n", "\u{1F431}"] });
    expect(model.inputs[0]?.shape).toEqual([-1, 12, 12, 3]);
    model.dispose();
  });

  test("notices a changed weight in its answers, and keeps half's within 5e-3", async () => {
    const net = everyOperationNet({ size: 12 });
    const values = testImages(2, 12);
    const expected = expectedOf(net, values, [2, 12, 12, 3]);
    await exportTfjs(net, folder, { half: true });
    const answers = await answersOn("cpu", values, [2, 12, 12, 3]);
    expect(relativeError(answers, expected)).toBeLessThan(5e-3);
    expect(relativeError(answers, expected)).toBeGreaterThan(1e-6); // else nothing was halved
    await exportTfjs(net, folder, { force: true });
    const file = path.join(folder, "group1-shard1of1.bin");
    const bytes = await readFile(file);
    bytes.writeFloatLE(bytes.readFloatLE(400) + 0.5, 400);
    await writeFile(file, bytes);
    expect(relativeError(await answersOn("cpu", values, [2, 12, 12, 3]), expected)).toBeGreaterThan(1e-4);
  });

  test("takes bytes where the net does", async () => {
    const net = fromPixels(everyOperationNet({ size: 12 }), {
      mean: [0.4, 0.5, 0.6],
      std: [0.2, 0.25, 0.3],
      probabilities: "softmax",
    });
    await exportTfjs(net, folder);
    const pixels = tf.randomUniformInt<tf.Rank.R4>([2, 12, 12, 3], 0, 256, 7);
    const expected = tf.tidy(() => runNet(net, pixels).dataSync());
    const model = await loadGraphModel(`file://${folder}/model.json`);
    const answers = tf.tidy(() => {
      const [one] = [model.predict(pixels)].flat();
      return one instanceof tf.Tensor ? one.dataSync() : [];
    });
    expect(relativeError(answers, expected)).toBeLessThan(1e-5);
    model.dispose();
    pixels.dispose();
  });
});

const cases = [
  ...(Object.keys(smallVariants) as SmallName[]).map((name) => ({ name, head: "linear", size: 64 }) as const),
  ...(Object.keys(heads) as HeadName[]).map((head) => ({ name: "small_m", head, size: 72 }) as const),
  ...(Object.keys(heads) as HeadName[]).map((head) => ({ name: "small_v2", head, size: undefined }) as const),
];

test.each(cases)("$name, $head, $size pixels: the model's logits on wasm and our backend", async (one) => {
  const { name, head, size } = one;
  const model = smallModel(name, head);
  const net = describeNet(model, { size });
  const images = noiseImages(3, size ?? 64);
  const values = images.dataSync();
  const expected = tf.tidy(() => model.forward(images, inference).dataSync());
  for (const [half, tolerance] of [
    [false, 1e-5],
    [true, 5e-3],
  ] as const) {
    await exportTfjs(net, folder, { half, force: true });
    for (const backend of ["wasm", "tensorflow"] as const) {
      const answers = await answersOn(backend, values, images.shape);
      expect(relativeError(answers, expected), `${backend}${half ? ", half" : ""}`).toBeLessThan(tolerance);
    }
  }
  images.dispose();
  model.dispose();
});
