/** Many training steps one after another. */
import * as tf from "@tensorflow/tfjs-core";
import { currentEngine } from "@tresnet/engine";
import { expect, test } from "vitest";
import { targetsOf } from "./golden-targets.ts";
import { crowd, none, stepOf } from "./small-crowds.ts";
import { smallDetector } from "./small-detector.ts";

test("1,000 steps of ever other boxes keep tensors, native handles and the trace they began with", async () => {
  const detector = smallDetector({ channels: 8, groups: 2 });
  const { pyramid, step, images } = stepOf(detector, 32);
  const run = async (count: number) => {
    const targets = targetsOf([crowd(1 + (count % 9), 32, 3), count % 5 === 0 ? none : crowd(2, 32, 3)], pyramid);
    const { loss } = await step.run(images, targets, 1e-4);
    targets.dispose();
    return loss;
  };
  const held = () => ({ tfjs: tf.memory().numTensors, native: currentEngine()?.tensorCount() });
  for (let count = 0; count < 20; count++) await run(count);
  const before = held();
  const residentBytes = process.memoryUsage.rss();
  for (let count = 0; count < 1000; count++) expect(await run(count)).toBeGreaterThan(0);
  expect(held()).toEqual(before);
  // Allocators keep what was freed; a step that leaked its 2 × 3 MB of weights alone would take gigabytes.
  expect(process.memoryUsage.rss() - residentBytes).toBeLessThan(200e6);
  step.dispose();
  images.dispose();
  detector.dispose();
});
