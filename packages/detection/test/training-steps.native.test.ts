/** Training steps of batches that nobody hopes for. */
import * as tf from "@tensorflow/tfjs-core";
import { weightsOf } from "@tresnet/blocks";
import { expect, test } from "vitest";
import { targetsOf } from "./golden-targets.ts";
import { crowd, none, stepOf } from "./small-crowds.ts";
import { smallDetector } from "./small-detector.ts";

test.each([
  ["no box at all", 3, [none, none]],
  ["no box on one of two images", 3, [none, crowd(5, 64, 3)]],
  ["300 boxes on an image", 3, [crowd(300, 64, 3), none]],
  ["one class", 1, [crowd(20, 64, 1), crowd(3, 64, 1)]],
  ["one class and no box", 1, [none, none]],
])("with %s loss, gradients and weights stay finite", async (_, numClasses, objects) => {
  const detector = smallDetector({ numClasses });
  const { pyramid, step, images } = stepOf(detector, 64);
  const targets = targetsOf(objects, pyramid);
  const isEmpty = objects.every(({ labels }) => labels.length === 0);
  for (let count = 0; count < 3; count++) {
    const { loss, gradientNorm, parts } = await step.run(images, targets, 1e-3);
    expect(loss).toBeGreaterThan(0);
    expect(loss).toBeLessThan(100);
    expect(gradientNorm).toBeGreaterThan(0);
    expect(gradientNorm).toBeLessThan(1e4);
    expect(parts?.["boxRegression"] === 0).toBe(isEmpty);
  }
  for (const [name, weight] of weightsOf(detector)) {
    expect(weight.dataSync().every(Number.isFinite), name).toBe(true);
  }
  step.dispose();
  tf.dispose([images, targets]);
  detector.dispose();
});
