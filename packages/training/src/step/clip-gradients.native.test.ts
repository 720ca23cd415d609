import * as tf from "@tensorflow/tfjs-core";
import { trace } from "@tresnet/engine";
import { expect, test } from "vitest";
import { expectClose } from "../../test/expect-close.ts";
import { clipGradients, globalNorm } from "./clip-gradients.ts";

// norm √(3² + 4² + 12²) = 13
const gradients = () =>
  new Map<string, tf.Tensor>([
    ["a", tf.tensor2d([[3, -4]])],
    ["b", tf.tensor1d([0, 12, 0])],
  ]);

test("takes the norm over all gradients together", () => {
  tf.tidy(() => {
    const norm = globalNorm([...gradients().values()]);
    expect(norm.shape).toEqual([]);
    expect(norm.dataSync()[0]).toBe(13);
  });
});

test("scales every gradient to the limit, as torch's clip_grad_norm_ does", () => {
  tf.tidy(() => {
    const clipped = clipGradients(gradients(), globalNorm([...gradients().values()]), 6.5);
    expectClose(clipped.get("a")?.dataSync() ?? [], [1.5, -2], 1e-6);
    expectClose(clipped.get("b")?.dataSync() ?? [], [0, 6, 0], 1e-6);
  });
});

test("leaves gradients below the limit as they are", () => {
  tf.tidy(() => {
    const clipped = clipGradients(gradients(), globalNorm([...gradients().values()]), 14);
    expect([...(clipped.get("a")?.dataSync() ?? [])]).toEqual([3, -4]);
    expect([...(clipped.get("b")?.dataSync() ?? [])]).toEqual([0, 12, 0]);
  });
});

test("gives the same traced", async () => {
  const inputs = [...gradients().values()];
  const clip = trace((a: tf.Tensor, b: tf.Tensor) => {
    const given = new Map([
      ["a", a],
      ["b", b],
    ]);
    return [...clipGradients(given, globalNorm([a, b]), 6.5).values()];
  });
  const [a, b] = inputs;
  if (a === undefined || b === undefined) throw new Error("two gradients were made");
  const traced = await clip(a, b);
  const eager = tf.tidy(() => [...clipGradients(gradients(), globalNorm(inputs), 6.5).values()]);
  for (const [i, tensor] of traced.entries()) expectClose(tensor.dataSync(), eager[i]?.dataSync() ?? [], 1e-7);
  clip.dispose();
  tf.dispose([inputs, traced, eager]);
});
