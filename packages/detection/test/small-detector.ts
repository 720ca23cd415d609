/** A detector that is quick to run, and drawn boxes for it. */
import * as tf from "@tensorflow/tfjs-core";
import { createDetector, type Detector, type DetectorOptions } from "../src/index.ts";

/** A detector of few channels on `tresnet_s`. */
export function smallDetector(options: DetectorOptions & { readonly seed?: number } = {}): Detector {
  const small = { channels: 16, convolutions: 1, groups: 4, inputSize: 64, numClasses: 3, seed: 5 } as const;
  return createDetector("fcos_tresnet_s", { ...small, ...options });
}

/** A photograph of noise, [height, width, 3] of 0 to 255. */
export function noisePhotograph(height: number, width: number, seed = 1): tf.Tensor3D {
  return tf.tidy(() => tf.floor(tf.randomUniform<tf.Rank.R3>([height, width, 3], 0, 256, "float32", seed)));
}
