/** Images with many boxes or none, and a training step for them. */
import * as tf from "@tensorflow/tfjs-core";
import { createTrainStep, fcosObjective, sgd } from "@tresnet/training";
import { noise } from "@tresnet/vitest";
import { type Detector, freezeDetector } from "../src/index.ts";
import type { ImageObjects } from "./golden-targets.ts";

/** An image without objects. */
export const none: ImageObjects = { boxes: [], labels: [] };

/** So many boxes of a few pixels all over a square image. */
export function crowd(count: number, side: number, classes: number): ImageObjects {
  const places = noise(2 * count, 3, 0, side - 8);
  const at = (index: number) => [places[2 * index] ?? 0, places[2 * index + 1] ?? 0];
  const boxes = Array.from({ length: count }, (_, index) => {
    const [x = 0, y = 0] = at(index);
    return [x, y, x + 4 + (index % 4), y + 4 + (index % 3)];
  });
  return { boxes: boxes.flat(), labels: boxes.map((_, index) => index % classes) };
}

/** A step with everything trained, so that every gradient counts, and two images for it; the caller releases both. */
export function stepOf(detector: Detector, side: number) {
  const pyramid = detector.pyramid({ height: side, width: side });
  const trainable = freezeDetector(detector, { norms: false });
  const objective = fcosObjective({ numClasses: detector.numClasses, pyramid });
  const step = createTrainStep({ model: detector, trainable, objective, optimizer: sgd({ momentum: 0.9 }) });
  const images = tf.randomNormal<tf.Rank.R4>([2, side, side, 3], 0, 1, "float32", 4);
  return { pyramid, step, images };
}
