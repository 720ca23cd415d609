import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { trace } from "../../tracing/traced-function.ts";

const values = [-2, -1, 0, 1, 2, -4];
/** x where it is above 0, else alpha · x: [3, 2], alpha [2]. */
const expected = [-2 * 0.5, -1 * 0.25, 0, 1, 2, -4 * 0.25];
const x = () => tf.tensor2d(values, [3, 2]);
const alpha = () => tf.tensor1d([0.5, 0.25]);

describe("prelu", () => {
  test("scales what is below 0 by alpha, which is broadcast", () => {
    expect([...tf.tidy(() => tf.prelu<tf.Tensor>(x(), alpha()).dataSync())]).toEqual(expected);
  });

  test("has the gradients of x and of alpha", () => {
    const [dx, dalpha] = tf.tidy(() => {
      const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.prelu(a, b)))([x(), alpha()]);
      return gradients.map((gradient) => [...gradient.dataSync()]);
    });
    expect(dx).toEqual([0.5, 0.25, 0.5, 1, 1, 0.25]);
    expect(dalpha).toEqual([-2, -5]);
  });

  test("gives the same traced", async () => {
    const traced = trace((a: tf.Tensor, b: tf.Tensor) => tf.prelu(a, b), { name: "prelu" });
    const inputs = [x(), alpha()] as const;
    const y = await traced(...inputs);
    expect([...y.dataSync()]).toEqual(expected);
    traced.dispose();
    tf.dispose([y, ...inputs]);
  });

  test("ends a fused convolution with a slope for each channel", () => {
    const [fused, plain] = tf.tidy(() => {
      const x = tf.randomNormal<tf.Rank.R4>([2, 4, 5, 3], 0, 1, "float32", 1);
      const filter = tf.randomNormal<tf.Rank.R4>([3, 3, 3, 2], 0, 1, "float32", 2);
      const settings = { x, filter, strides: 1, pad: "same", activation: "prelu" } as const;
      const y = tf.fused.conv2d({ ...settings, preluActivationWeights: alpha() });
      const wanted = tf.prelu<tf.Tensor>(tf.conv2d(x, filter, 1, "same"), alpha());
      return [y, wanted].map((tensor) => [...tensor.dataSync()]);
    });
    // Sums of 27 products, which the fused op may add in another order.
    for (const [i, value] of (plain ?? []).entries()) expect(fused?.[i]).toBeCloseTo(value, 4);
    expect(fused).toHaveLength(80);
  });
});
