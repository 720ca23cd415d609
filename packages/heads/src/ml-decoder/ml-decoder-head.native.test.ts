import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { disposeModule, inference, initializeWeights, namedWeights, trainingContext, weightsOf } from "@tresnet/blocks";
import { RandomGenerator, ShapeError, trace } from "@tresnet/engine";
import {
  expectParity,
  fixturePath,
  type Golden,
  goldenCases,
  noise,
  readGolden,
  readGoldenJson,
  relativeError,
} from "@tresnet/vitest";
import { headIn, loadWeights, saveWeights } from "@tresnet/zoo";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tinyModel } from "../../test/tiny-model.ts";
import { freeze } from "../freeze.ts";
import { replaceHead, useMlDecoder } from "../replace-head.ts";
import { MlDecoderHead } from "./ml-decoder-head.ts";

/** fixtures/README.md: PyTorch itself, in float32, is up to 3e-6 off. */
const tolerance = 2e-5;

/** The name in timm's module, which the golden files use, of one of our keys. */
const timmKey = (key: string) => key.replace(/^decoder\.(?!layers)/, "");

/** PyTorch's [out, in] as our [in, out], or the other way round; anything else as it is. */
function turned(values: ArrayLike<number>, shape: readonly number[]): Float32Array {
  return tf.tidy(() => {
    const tensor = tf.tensor(Float32Array.from(values), [...shape]);
    return Float32Array.from((shape.length === 2 ? tf.transpose(tensor) : tensor).dataSync());
  });
}

function loadGolden(head: MlDecoderHead, file: Golden, set: string): void {
  for (const [key, weight] of namedWeights(head)) {
    const { values, shape } = file.get(`${set}.w.${timmKey(key)}`);
    weight.assign(turned(values, shape));
  }
}

/** A decoder of the golden files, as ops/ops.json describes it; timm's groups of -1 are its default. */
interface GoldenDecoder {
  readonly case: string;
  readonly features: number;
  readonly num_classes: number;
  readonly groups: number;
  readonly embed: number;
  readonly heads: number;
  readonly feedforward: number;
}

const decoders = await goldenCases(
  () => readGoldenJson<{ ml_decoder: readonly GoldenDecoder[] }>("ops", "ops.json").ml_decoder,
  { case: "no golden files", features: 1, num_classes: 1, groups: 1, embed: 1, heads: 1, feedforward: 1 },
);

describe.each(decoders)("golden values: $case", ({ case: set, features, num_classes: classes, ...sizes }) => {
  const { groups, embed: embedding, heads, feedforward: feedForward } = sizes;
  const options = { embedding, heads, feedForward, ...(groups > 0 && { groups }) };

  test("logits, and the gradients of the map and of every weight", async () => {
    const file = await readGolden(fixturePath("ops", "ml_decoder.safetensors"));
    const head = new MlDecoderHead(features, classes, options);
    loadGolden(head, file, set);
    tf.tidy(() => {
      const { values, shape } = file.get(`${set}.x`);
      const x = tf.tensor4d(values, shape as [number, number, number, number]);
      const dLogits = tf.tensor2d(file.get(`${set}.dlogits`).values, [x.shape[0], classes]);
      const expectGolden = (name: string, actual: ArrayLike<number>) =>
        expectParity("ops/ml_decoder", `${set}.${name}`, actual, file.get(`${set}.${name}`).values, tolerance);
      expectGolden("logits", head.forward(x, inference).dataSync());
      const loss = (map: tf.Tensor) => tf.sum<tf.Scalar>(tf.mul(head.forward(map as tf.Tensor4D, inference), dLogits));
      expectGolden("dx", tf.grad(loss)(x).dataSync());
      const trained = [...weightsOf(head)].filter(([, variable]) => variable.trainable);
      const { grads } = tf.variableGrads(
        () => loss(x),
        trained.map(([, variable]) => variable),
      );
      const theirs = file.names.filter((name) => name.startsWith(`${set}.d.`));
      expect(trained.map(([key]) => `${set}.d.${timmKey(key)}`).sort()).toEqual(theirs.sort());
      for (const [key, variable] of trained) {
        const gradient = grads[variable.name];
        expectGolden(`d.${timmKey(key)}`, turned(gradient?.dataSync() ?? [], variable.shape));
      }
    });
    disposeModule(head);
  });
});

const small = { groups: 3, embedding: 16, feedForward: 32 };
let head: MlDecoderHead;
let map: tf.Tensor4D;
beforeEach(() => {
  head = new MlDecoderHead(5, 7, small);
  initializeWeights(head, 3);
  map = tf.tensor4d(noise(2 * 3 * 4 * 5, 1), [2, 3, 4, 5]);
});
afterEach(() => {
  disposeModule(head);
  map.dispose();
});

const forward = (context = inference) => tf.tidy(() => Float32Array.from(head.forward(map, context).dataSync()));

test("has its authors' keys", () => {
  expect([...namedWeights(head).keys()]).toEqual(
    [
      ...["norm1.weight", "norm1.bias"],
      ...["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"].map((key) => `multihead_attn.${key}`),
      ...["linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias"],
      ...["norm2.weight", "norm2.bias", "norm3.weight", "norm3.bias"],
    ]
      .map((key) => `decoder.layers.0.${key}`)
      .concat(
        [
          "embed_standart.weight",
          "embed_standart.bias",
          "query_embed.weight",
          "duplicate_pooling",
          "duplicate_pooling_bias",
        ].map((key) => `decoder.${key}`),
      ),
  );
});

test("gives the same traced; in bfloat16 about the same", async () => {
  for (const [precision, allowed] of [
    ["float32", 1e-5],
    ["bfloat16", 0.05],
  ] as const) {
    const traced = trace((x: tf.Tensor4D) => head.forward(x, inference), { precision });
    const logits = await traced(map);
    expect(relativeError(logits.dataSync(), forward())).toBeLessThan(allowed);
    logits.dispose();
    traced.dispose();
  }
});

test("every logit has a query of its own where there are as many groups as classes", () => {
  const queries = (classes: number, groups?: number) =>
    new MlDecoderHead(5, classes, groups === undefined ? {} : { groups }).decoder.queryEmbed.weight.shape[1];
  expect([queries(80), queries(1000), queries(7, 20), queries(20, 3)]).toEqual([80, 100, 7, 3]);
  expect(new MlDecoderHead(5, 20, { groups: 3 }).decoder.duplicatePooling.shape).toEqual([3, 768, 7]);
});

test("drops values in training only, anew at each call, and repeats with the seed", () => {
  const draws = (seed: number) => {
    const random = new RandomGenerator(seed);
    const logits = [forward(trainingContext(random)), forward(trainingContext(random))];
    random.dispose();
    return logits;
  };
  const [first, second] = draws(1);
  expect(first).not.toEqual(second);
  expect(draws(1)).toEqual([first, second]);
  expect(forward()).toEqual(forward());
  expect(() => forward(trainingContext())).toThrow(/MlDecoderHead: expected random numbers/);
});

test("queries are trained only when asked to", () => {
  expect(head.decoder.queryEmbed.weight.trainable).toBe(false);
  expect(new MlDecoderHead(5, 7, { learnQueries: true }).decoder.queryEmbed.weight.trainable).toBe(true);
});

test("in a model: reads the last map, saves and loads, and gives its place up again", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-ml-decoder-"));
  const file = path.join(folder, "model.safetensors");
  const [model, other] = [tinyModel(10, 1), tinyModel(10, 2)];
  const images = tf.tensor4d(noise(2 * 64 * 32 * 3, 4, 0, 1), [2, 64, 32, 3]);
  const logits = (of: typeof model) => tf.tidy(() => Float32Array.from(of.forward(images, inference).dataSync()));
  const plain = model.cost({ height: 64, width: 32 }).multiplyAdds;
  for (const one of [model, other]) useMlDecoder(one, 7, { ...small, seed: one === model ? 1 : 2 });
  expect([model.numClasses, model.numFeatures]).toEqual([7, 256]);
  expect(model.cost({ height: 64, width: 32 }).multiplyAdds).toBeGreaterThan(plain);
  expect(logits(model)).toHaveLength(2 * 7);
  expect(freeze(model, "backbone")).toHaveLength(18);
  expect([...weightsOf(model).keys()]).toContain("head.decoder.query_embed.weight");
  await saveWeights(model, file);
  expect(logits(other)).not.toEqual(logits(model));
  await loadWeights(other, file);
  expect(logits(other)).toEqual(logits(model));
  replaceHead(model, 4);
  expect([...weightsOf(model).keys()].filter((key) => key.startsWith("head."))).toEqual([
    "head.fc.weight",
    "head.fc.bias",
  ]);
  expect(logits(model)).toHaveLength(2 * 4);
  images.dispose();
  for (const one of [model, other]) one.dispose();
  await rm(folder, { recursive: true });
});

test("refuses maps of other channels", () => {
  tf.tidy(() => {
    expect(() => head.forward(tf.zeros([2, 3, 4, 6]), inference)).toThrow(
      "MlDecoderHead: expected a map [n, h, w, 5], got [2, 3, 4, 6]",
    );
    expect(() => head.forward(tf.zeros([2, 1, 1, 6]), inference)).toThrow(ShapeError);
  });
});

test("refuses impossible sizes, before the model changes", () => {
  const model = tinyModel(3, 1);
  expect(() => useMlDecoder(model, 0)).toThrow("MlDecoderHead: classes must be a whole number of 1 or more, got 0");
  expect(() => useMlDecoder(model, 5, { embedding: 20 })).toThrow(
    "embedding must be a multiple of heads, got 20 and 8",
  );
  expect(() => useMlDecoder(model, 5, { groups: 0.5 })).toThrow("groups must be a whole number of 1 or more, got 0.5");
  expect(() => useMlDecoder(model, 5, { dropRate: 1 })).toThrow("dropRate must be at least 0 and below 1, got 1");
  expect(() => useMlDecoder(model, 5, { seed: 0.5 })).toThrow("useMlDecoder: seed must be a whole number");
  expect(model.numClasses).toBe(3);
  model.dispose();
});

/** A safetensors file with other names: the length of a header, its JSON, the data. */
function underNames(file: Buffer, nameOf: (key: string) => string): Buffer {
  const end = 8 + Number(file.readBigUInt64LE());
  const header: Record<string, unknown> = JSON.parse(file.toString("utf8", 8, end));
  const renamed = Object.entries(header).map(([key, value]) => [key === "__metadata__" ? key : nameOf(key), value]);
  const json = Buffer.from(JSON.stringify(Object.fromEntries(renamed)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, file.subarray(end)]);
}

test.each([
  ["the authors' names", (key: string) => key],
  ["the authors' names behind module.", (key: string) => `module.${key}`],
  ["timm's names", (key: string) => key.replace(/^head\.decoder\.(?!layers)/, "head.")],
])("in a file under %s, the head tells its sizes and loads with its model", async (_, nameOf) => {
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-ml-decoder-"));
  const [model, other] = [tinyModel(10, 1), tinyModel(10, 2)];
  useMlDecoder(model, 7, { ...small, seed: 1 });
  await saveWeights(model, path.join(folder, "own.safetensors"));
  const file = path.join(folder, "theirs.safetensors");
  await writeFile(file, underNames(await readFile(path.join(folder, "own.safetensors")), nameOf));
  expect(await headIn(file)).toEqual({ kind: "ml-decoder", classes: 7, ...small });
  await expect(loadWeights(other, file)).rejects.toThrow(/It has an ML-Decoder for 7 classes: put one into the model/);
  useMlDecoder(other, 7, small);
  await loadWeights(other, file);
  for (const [key, variable] of weightsOf(other)) {
    expect(variable.dataSync(), key).toEqual(weightsOf(model).get(key)?.dataSync());
  }
  for (const one of [model, other]) one.dispose();
  await rm(folder, { recursive: true });
});
