/** A loaded model that answers images by names. */
import type { ImagePixels } from "../image-pixels.ts";
import { PredictError } from "../predict-error.ts";
import type { Description } from "./description.ts";
import { prepareImage } from "./prepare-image.ts";
import { type Answer, topClasses } from "./top-classes.ts";

/** What runs a model: TensorFlow.js, or ONNX Runtime. */
export interface Runtime {
  /** Answers one image, float32 [1, size, size, 3] → its logits. */
  run(values: Float32Array, size: number): Promise<Float32Array>;
  /** Releases the model. */
  dispose(): void | Promise<void>;
}

/** How many answers are wanted. */
export interface ClassifyOptions {
  /** The number of classes to name, the most probable first. @default 5 */
  readonly topk?: number;
}

/** A loaded model, which is the caller's to dispose of. */
export interface Classifier<Image> {
  /** What the model says of itself. */
  readonly description: Description;
  /**
   * Says what is on an image, which is decoded, cropped, resized and normalized as it was where the model was trained.
   * @throws PredictError when it is no image, or `topk` is no whole number from 1 on.
   */
  classify(image: Image, options?: ClassifyOptions): Promise<readonly Answer[]>;
  /** Releases the model. */
  dispose(): void | Promise<void>;
}

/** Joins what a model needs: what says what it is, what runs it, and what makes pixels of an image. */
export function classifierOf<Image>(
  description: Description,
  runtime: Runtime,
  pixelsOf: (image: Image) => Promise<ImagePixels>,
): Classifier<Image> {
  const { preprocessing } = description;
  return {
    description,
    classify: async (image, { topk = 5 } = {}) => {
      if (!Number.isInteger(topk) || topk < 1) {
        throw new PredictError(`classify: expected a whole number from 1 on as topk, got ${topk}. Correct it.`);
      }
      const values = prepareImage(await pixelsOf(image), preprocessing);
      return topClasses(await runtime.run(values, preprocessing.imgSize), description, topk);
    },
    dispose: () => runtime.dispose(),
  };
}
