/** An export is scored as its model is, whatever goes in and comes out. */
import * as tf from "@tensorflow/tfjs-core";
import { type ExportedNet, modelNet } from "@tresnet/export";
import { createEvaluator } from "@tresnet/training";
import { noise, relativeError } from "@tresnet/vitest";
import { createModel } from "@tresnet/zoo";
import { expect, test } from "vitest";
import { exportedEvaluator } from "./exported-evaluator.ts";

const [mean, std] = [
  [0.4, 0.5, 0.6],
  [0.2, 0.25, 0.3],
] as [[number, number, number], [number, number, number]];

test.each([
  ["single-label", "float32"],
  ["single-label", "uint8"],
  ["multi-label", "float32"],
  ["multi-label", "uint8"],
] as const)("%s, %s in", async (task, input) => {
  const model = createModel("tresnet_s", { numClasses: 3, seed: 2 });
  const activation = task === "multi-label" ? "sigmoid" : "softmax";
  const pixels = { mean, std, probabilities: activation } as const;
  const net: ExportedNet = modelNet(model, input === "uint8" ? pixels : undefined);
  const [own, exported] = [
    createEvaluator(model, { batchSize: 4, activation }),
    exportedEvaluator(net, { batchSize: 4, input, saved: { mean, std, task } }),
  ];
  const bytes = Uint8Array.from(noise(3 * 16 * 16 * 3, 1, 0, 255), Math.round);
  const images = tf.tidy((): tf.Tensor4D => {
    const values = Float32Array.from(bytes, (byte, i) => (byte / 255 - (mean[i % 3] ?? 0)) / (std[i % 3] ?? 1));
    return tf.tensor4d(values, [3, 16, 16, 3]);
  });
  const targets =
    task === "multi-label" ? tf.tensor2d([1, 0, 0, 0, 1, 1, 0, 0, 0], [3, 3]) : tf.tensor1d([0, 2, 1], "int32");
  const [expected, found] = [await own.run(images, targets), await exported.run(images, targets)];
  expect(found.probabilities).toHaveLength(9);
  expect(relativeError(found.probabilities, expected.probabilities)).toBeLessThan(1e-5);
  expect(relativeError(found.losses, expected.losses)).toBeLessThan(1e-5);
  expect((await exported.run(images)).losses).toHaveLength(0);
  tf.dispose([images, targets]);
  own.dispose();
  exported.dispose();
  model.dispose();
});
