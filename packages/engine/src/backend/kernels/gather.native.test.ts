import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { TensorFlowError } from "../../errors.ts";
import { trace } from "../../tracing/traced-function.ts";

/** Shapes of x and of the indices, the axis and the number of batch dimensions. */
const cases = [
  ["rows", [4, 3], [5], 0, 0],
  ["of one axis", [6], [2, 3], 0, 0],
  ["a middle axis", [2, 5, 3], [4], 1, 0],
  ["the last axis, counted from the end", [2, 3, 5], [2, 2], -1, 0],
  ["one index", [3, 4], [], 1, 0],
  ["by the batch", [2, 5, 3], [2, 4], 1, 1],
  ["by the batch, a later axis", [2, 3, 5, 4], [2, 2], 2, 1],
  ["by two batch dimensions", [2, 3, 5, 2], [2, 3, 4], 2, 2],
  ["by all dimensions of the indices", [2, 3, 4], [2, 3], 2, 2],
  ["by the batch, counted from the end", [2, 5], [2, 3], 1, -1],
] as const;

/** Indices of a shape, in 0 to k − 1, some of them twice. */
function indicesOf(shape: readonly number[], k: number): tf.Tensor {
  const size = tf.util.sizeFromShape([...shape]);
  const values = Array.from({ length: size }, (_, index) => (index * index + 1) % k);
  return tf.tensor(values, [...shape], "int32");
}

/** What a gather and its gradient give, computed number by number in JavaScript. */
function byHand(x: tf.Tensor, indices: tf.Tensor, axis: number, batchDims: number) {
  const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)];
  const [from, picks] = [x.bufferSync(), indices.bufferSync()];
  const [to, slope] = [tf.buffer(shape), tf.buffer(x.shape)];
  for (let flat = 0; flat < to.size; flat++) {
    const at = to.indexToLoc(flat);
    const index = [...at.slice(0, batchDims), ...at.slice(axis, axis + indices.rank - batchDims)];
    const pick = Number(indices.rank === 0 ? indices.dataSync()[0] : picks.get(...index));
    const source = [...at.slice(0, axis), pick, ...at.slice(axis + indices.rank - batchDims)];
    to.set(from.get(...source), ...at);
    // The gradient of Σ (flat + 1)·gathered.
    slope.set(Number(slope.get(...source)) + flat + 1, ...source);
  }
  return { gathered: to.toTensor(), slope: slope.toTensor() };
}

describe("tf.gather", () => {
  test.each(cases)(
    "gathers %s, eagerly and traced alike, with its gradient",
    async (_, xShape, iShape, axis, batch) => {
      const x = tf.randomNormal([...xShape], 0, 1, "float32", 1);
      const along = axis < 0 ? axis + x.rank : axis;
      const indices = indicesOf(iShape, x.shape[along] ?? 1);
      const expected = tf.tidy(() => byHand(x, indices, along, batch < 0 ? batch + indices.rank : batch));
      const both = (x: tf.Tensor, indices: tf.Tensor) => {
        const gathered = tf.gather(x, indices, axis, batch);
        const weights = tf.reshape(tf.range(1, gathered.size + 1), gathered.shape);
        const slope = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(tf.gather(x, indices, axis, batch), weights)))(x);
        return { gathered, slope };
      };
      const traced = trace(both);
      for (const { gathered, slope } of [tf.tidy(() => both(x, indices)), await traced(x, indices)]) {
        expect(gathered.shape).toEqual(expected.gathered.shape);
        expect(gathered.dataSync()).toEqual(expected.gathered.dataSync());
        expect(slope.shape).toEqual(x.shape);
        expect(slope.dataSync()).toEqual(expected.slope.dataSync());
        tf.dispose([gathered, slope]);
      }
      traced.dispose();
      tf.dispose([x, indices, expected]);
    },
  );

  test("keeps its gradient when another package has registered tfjs's", () => {
    const { gradFunc } = tf.getGradient("Identity");
    const slope = tf.tidy(() => {
      tf.unregisterGradient("GatherV2");
      tf.registerGradient({ kernelName: "GatherV2", inputsToSave: ["x", "indices"], gradFunc });
      const rows = tf.tensor2d([[1], [0]], undefined, "int32");
      return tf
        .grad((x: tf.Tensor) => tf.sum(tf.gather(x, rows, 1, 1)))(tf.ones([2, 2]))
        .arraySync();
    });
    expect(slope).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  test("has a second derivative", () => {
    const slopes = tf.tidy(() => {
      const x = tf.tensor1d([1, 2, 3]);
      const cubed = (x: tf.Tensor) => tf.sum(tf.pow(tf.gather(x, tf.tensor1d([2, 2, 0], "int32")), 3));
      return tf
        .grad((x: tf.Tensor) => tf.sum(tf.grad(cubed)(x)))(x)
        .dataSync();
    });
    expect([...slopes]).toEqual([6, 0, 36]);
  });

  test.each([
    ["bool", [1, 0, 1]],
    ["int32", [7, 8, 9]],
  ] as const)("gathers %s", (dtype, values) => {
    const gathered = tf.tidy(() =>
      tf.gather(tf.tensor([...values], [3], dtype), tf.tensor1d([2, 0], "int32")).dataSync(),
    );
    expect([...gathered]).toEqual([values[2], values[0]]);
  });

  test.each([-1, 3])("refuses the index %i of three rows, eagerly and traced", async (index) => {
    const x = tf.zeros([3, 2]);
    const indices = tf.tensor1d([0, index], "int32");
    const traced = trace((x: tf.Tensor, indices: tf.Tensor1D) => tf.gather(x, indices));
    const message = `indices[1] = ${index} is not in [0, 3)`;
    expect(() => tf.tidy(() => tf.gather(x, indices))).toThrow(message);
    const error = await traced(x, indices).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TensorFlowError);
    expect(String(error)).toContain(message);
    traced.dispose();
    tf.dispose([x, indices]);
  });
});
