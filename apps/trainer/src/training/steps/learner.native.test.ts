import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { trainingContext, weightsOf } from "@tresnet/blocks";
import { createModel, type ImageClassifier, saveWeights } from "@tresnet/zoo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordedJob } from "../../../test/recorded-job.ts";
import { resolveOptions } from "../../options/resolve-options.ts";
import { encodeInfo, type SavedModel } from "../../run-directory/checkpoint-metadata.ts";
import { trainTable } from "../../settings/train-options.ts";
import { createInitialModel } from "./initial-model.ts";

const classNames = ["cat", "dog"];
let folder: string;
let file: string;
let saved: Record<string, number[]>;

/** Of the first kernel and of the head. */
function read(model: ImageClassifier): Record<string, number[]> {
  const weights = weightsOf(model);
  const keys = [...weights.keys()];
  const wanted = [keys[0] ?? "", ...keys.filter((key) => key.startsWith("head."))];
  return Object.fromEntries(wanted.map((key) => [key, [...(weights.get(key)?.dataSync() ?? [])]]));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-state-"));
  file = path.join(folder, "best.safetensors");
  const model = createModel("tresnet_s", { numClasses: 2, seed: 7 });
  const info: SavedModel = {
    model: "tresnet_s",
    classNames,
    numClasses: 2,
    imgSize: 32,
    cropMode: "center",
    cropPct: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  };
  await saveWeights(model, file, { metadata: encodeInfo({ kind: "weights", model: info }) });
  saved = read(model);
  model.dispose();
});
afterAll(() => rm(folder, { recursive: true }));

const build = (names: readonly string[]) => {
  const values = { data: "synthetic", model: "tresnet_s", initialCheckpoint: file };
  return createInitialModel(
    recordedJob(),
    resolveOptions(trainTable, [{ source: "test", values }]),
    names.length,
    names,
  );
};

test("weights of the same classes bring their head", async () => {
  const model = await build(classNames);
  expect(read(model)).toEqual(saved);
  model.dispose();
});

test.each([[["dog", "cat"]], [["functional", "defective"]]])(
  "weights of other classes than %j don't, also where their number is the same",
  async (names) => {
    const model = await build(names);
    const values = read(model);
    expect(Object.keys(values)).toEqual(Object.keys(saved));
    for (const [key, value] of Object.entries(values)) {
      if (!key.endsWith("bias")) expect(isEqual(value, saved[key]), key).toBe(!key.startsWith("head."));
    }
    model.dispose();
  },
);

test("--grad-checkpointing reaches the model: fewer tensors are kept for the backward pass", async () => {
  const kept: number[] = [];
  for (const gradCheckpointing of [false, true]) {
    const values = { data: "synthetic", model: "tresnet_s", gradCheckpointing };
    const model = await createInitialModel(
      recordedJob(),
      resolveOptions(trainTable, [{ source: "test", values }]),
      2,
      classNames,
    );
    const before = tf.memory().numTensors;
    // Its gradient is computed before all others.
    const probe = tf.customGrad((y) => ({
      value: (y as tf.Tensor).clone(),
      gradFunc: (dy) => {
        kept.push(tf.memory().numTensors - before);
        return dy.clone();
      },
    }));
    tf.tidy(() => {
      const loss = () => tf.sum<tf.Scalar>(probe(model.forward(tf.ones([2, 32, 32, 3]), trainingContext())));
      tf.variableGrads(
        loss,
        [...weightsOf(model).values()].filter(({ trainable }) => trainable),
      );
    });
    model.dispose();
  }
  const [plain = 0, checkpointed = Number.POSITIVE_INFINITY] = kept;
  expect(checkpointed).toBeLessThan(plain / 2);
});

function isEqual(a: readonly number[], b: readonly number[] | undefined): boolean {
  return String(a) === String(b);
}
