/** Detectors for tests: the golden one, small ones, and images for them. */
import * as tf from "@tensorflow/tfjs-core";
import type { Detections } from "@tresnet/boxes";
import {
  createDetectionEvaluator,
  createDetector,
  type Detector,
  type DetectorOptions,
  type Placement,
} from "@tresnet/detection";
import { noise } from "@tresnet/vitest";
import type { ImageBatch } from "../src/index.ts";

/** A detector of few channels, whose boxes overlap and whose classes differ; the seed decides all its weights. */
export function smallDetector(
  name: "fcos_tresnet_s" | "fcos_resnet50_fpn",
  options: DetectorOptions & { readonly seed?: number } = {},
): Detector {
  const small = { channels: 16, convolutions: 2, groups: 4, inputSize: 64, numClasses: 3, seed: 5 } as const;
  const detector = createDetector(name, { ...small, ...options });
  const { bboxReg, bboxCtrness } = detector.head.regressionHead;
  const { clsLogits } = detector.head.classificationHead;
  for (const [seed, { weight }] of [clsLogits, bboxReg, bboxCtrness].entries()) {
    weight.assign(noise(weight.size, seed + 1, -0.2, 0.2));
  }
  bboxReg.bias?.assign(Float32Array.of(2, 2, 2, 2));
  return detector;
}

/** Normalized images of noise. */
export function noiseImages(n: number, height: number, width: number, seed = 7): ImageBatch {
  return { values: noise(n * height * width * 3, seed, -2, 2), shape: [n, height, width, 3] };
}

/** Images that fill their input. */
export function wholeImages({ shape: [n, height, width] }: ImageBatch): readonly Placement[] {
  return Array.from({ length: n }, () => ({ imageSize: { height, width }, originalSize: { height, width } }));
}

/** What our own decoding says of normalized images. */
export async function ourDetections(
  detector: Detector,
  { values, shape }: ImageBatch,
  placements: readonly Placement[],
  limits: Parameters<typeof createDetectionEvaluator>[1] | object,
): Promise<readonly Detections[]> {
  const evaluator = createDetectionEvaluator(detector, { batchSize: shape[0], ...limits });
  const images = tf.tensor4d(values, [...shape]);
  try {
    return await evaluator.run(images, placements);
  } finally {
    images.dispose();
    evaluator.dispose();
  }
}
