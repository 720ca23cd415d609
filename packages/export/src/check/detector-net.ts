import { type Tensor4D, tensor4d } from "@tensorflow/tfjs-core";
import { createDetectionEvaluator, type DetectionLimits, type Detector } from "@tresnet/detection";
import type { FromPixelsOptions } from "../net/from-pixels.ts";
import type { ExportedDetector } from "./exported-detector.ts";
import type { ImageBatch } from "./exported-net.ts";

/** How a detector is asked. */
export interface DetectorNetOptions extends DetectionLimits {
  /** How bytes are normalized, where it is asked by bytes. @default normalized values */
  readonly pixels?: Omit<FromPixelsOptions, "probabilities"> | undefined;
}

/** Lets a detector be asked as its exports are; it belongs to the caller still. */
export function detectorNet(detector: Detector, { pixels, ...limits }: DetectorNetOptions = {}): ExportedDetector {
  return {
    runtime: "the detector",
    dispose: () => undefined,
    run: async ({ images, placements }) => {
      const evaluator = createDetectionEvaluator(detector, { ...limits, batchSize: images.shape[0] });
      const given: Tensor4D = tensor4d(normalized(images, pixels), [...images.shape]);
      try {
        return await evaluator.run(given, placements);
      } finally {
        given.dispose();
        evaluator.dispose();
      }
    },
  };
}

function normalized({ values, shape }: ImageBatch, pixels: DetectorNetOptions["pixels"]): Float32Array {
  if (pixels === undefined) return Float32Array.from(values);
  const [, , , channels] = shape;
  const { mean, std } = pixels;
  return Float32Array.from(values, (byte, index) => {
    return (byte / 255 - (mean[index % channels] ?? 0)) / (std[index % channels] ?? 1);
  });
}
