import * as tf from "@tensorflow/tfjs-core";
import { afterEach, expect, test } from "vitest";
import { batchNormTraining } from "./batch-norm.ts";
import { type BatchParts, batchNormAcross } from "./batch-norm-across.ts";

const epsilon = 1e-5;
const sizes = [3, 2, 1]; // images a part; the last one counts for nothing
const counted = [3, 2, 0];

const all = counted.reduce((a, b) => a + b, 0);
const shareOf = (index: number) => (counted[index] ?? 0) / all;

const kept: tf.Tensor[] = [];
afterEach(() => tf.dispose(kept.splice(0)));

function keep<T extends tf.Tensor>(tensor: T): T {
  kept.push(tf.keep(tensor));
  return tensor;
}

/** Runs all parts of a batch in one process, in rounds: each round one part stands for its process. */
function inParts(xs: readonly tf.Tensor4D[], weights: readonly tf.Tensor4D[], scale: tf.Tensor1D, offset: tf.Tensor1D) {
  // What the others gather and add up is computed by running every part, until nothing more is asked for.
  const known: tf.Tensor1D[][] = [];
  const run = (index: number, asked: tf.Tensor1D[]) => {
    let round = 0;
    const together = (vector: tf.Tensor1D) => {
      asked.push(keep(vector.clone()));
      const own = known[round++] ?? xs.map(() => vector);
      return own.map((other, place) => (place === index ? vector : other));
    };
    const images = tf.scalar(counted[index] ?? 0);
    const parts: BatchParts = {
      images,
      gather: (vector) => tf.stack(together(vector)) as tf.Tensor2D,
      sum: (vector) => tf.addN(together(vector)),
    };
    const [x, weight] = [xs[index], weights[index]];
    if (x === undefined || weight === undefined) throw new Error("expected a part");
    const n = sizes[index] ?? 1;
    let result: ReturnType<typeof batchNormAcross> | undefined;
    const loss = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => {
      result = batchNormAcross(x as tf.Tensor4D, scale as tf.Tensor1D, offset as tf.Tensor1D, epsilon, parts);
      for (const tensor of Object.values(result)) keep(tensor);
      return tf.mul(tf.div(tf.sum(tf.mul(result.y, weight)), n), shareOf(index)) as tf.Scalar;
    };
    const { grads } = tf.valueAndGrads(loss)([x, scale, offset]);
    return { grads, result };
  };
  for (let round = 0; round < 2; round++) {
    const asked = xs.map((_, index) => {
      const list: tf.Tensor1D[] = [];
      run(index, list);
      return list;
    });
    known[round] = asked.map((list) => list[round] ?? tf.tensor1d([]));
  }
  return xs.map((_, index) => run(index, []));
}

test("is batch norm of the whole batch, values and gradients, and a part of weight 0 counts for nothing", () => {
  tf.tidy(compareWithWhole);
});

function compareWithWhole(): void {
  const draw = (n: number, seed: number) => tf.randomNormal<tf.Rank.R4>([n, 4, 3, 5], 2, 3, "float32", seed);
  const xs = sizes.map((n, index) => draw(n, index + 1));
  const weights = sizes.map((n, index) => draw(n, index + 10));
  const scale = tf.tensor1d([1, -2, 0.5, 3, 1.5]);
  const offset = tf.tensor1d([0, 1, -1, 2, 0.5]);
  const parts = inParts(xs, weights, scale, offset);

  const whole = tf.concat(xs.slice(0, 2));
  const expected = batchNormTraining(whole, scale, offset, epsilon);
  const loss = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) =>
    tf.div(
      tf.sum(
        tf.mul(
          batchNormTraining(x as tf.Tensor4D, scale as tf.Tensor1D, offset as tf.Tensor1D, epsilon).y,
          tf.concat(weights.slice(0, 2)),
        ),
      ),
      all,
    ) as tf.Scalar;
  const [dx, dScale, dOffset] = tf.grads(loss)([whole, scale, offset]);

  // 1e-4: float32 sums of 60 values, of size 10, in another order
  const close = (actual: tf.Tensor | undefined, wanted: tf.Tensor | undefined) => {
    if (actual === undefined || wanted === undefined) throw new Error("expected tensors");
    expect(tf.max(tf.abs(tf.sub(actual, wanted))).dataSync()[0]).toBeLessThan(1e-4);
  };
  const counting = parts.slice(0, 2);
  close(tf.concat(counting.flatMap(({ result }) => result?.y ?? [])), expected.y);
  for (const { result } of parts) {
    close(result?.mean, expected.mean);
    close(result?.variance, expected.variance);
  }
  close(tf.concat(counting.map(({ grads: [d = tf.scalar(0)] }) => d)), dx);
  const [nothing = tf.scalar(1)] = parts[2]?.grads ?? [];
  close(nothing, tf.zerosLike(nothing));
  const added = (index: number) => tf.addN(parts.map(({ grads }) => grads[index] ?? tf.scalar(0)));
  close(added(1), dScale);
  close(added(2), dOffset);
}
