/** A loaded model becomes what it says that it is: a classifier or a detector. */
import { type Classifier, classifierOf } from "../classification/classifier.ts";
import { readDescription } from "../classification/description.ts";
import { detectorOf, type ObjectDetector } from "../detection/detector.ts";
import { describesDetector, readDetectorDescription } from "../detection/detector-description.ts";
import type { ImagePixels } from "../image-pixels.ts";
import { PredictError } from "../predict-error.ts";
import type { RawModel } from "../runtimes/raw-model.ts";

/** A loaded model of either kind: one that has `classify`, or one that has `detect`. */
export type AnyModel<Image> = Classifier<Image> | ObjectDetector<Image>;

/**
 * Makes a classifier or a detector of a loaded model, which is released with it.
 * @throws PredictError when the model does not say what it is; it is released then.
 */
export async function anyModel<Image>(
  model: RawModel,
  pixelsOf: (image: Image) => Promise<ImagePixels>,
): Promise<AnyModel<Image>> {
  try {
    if (describesDetector(model.description)) {
      return detectorOf(readDetectorDescription(model.description), model, pixelsOf);
    }
    const description = readDescription(model.description);
    const run = async (values: Float32Array, size: number) => {
      const [logits] = (await model.run({ values, height: size, width: size })).values();
      if (logits !== undefined) return logits;
      throw new PredictError("classify: expected logits of the model, got none. Export it again.");
    };
    return classifierOf(description, { run, dispose: () => model.dispose() }, pixelsOf);
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** @throws PredictError for a detector, which is released then. */
export async function requireClassifier<Image>(model: AnyModel<Image>): Promise<Classifier<Image>> {
  if ("classify" in model) return model;
  await model.dispose();
  throw new PredictError("loadClassifier: expected a classifier, got a detector. Load it by loadDetector.");
}

/** @throws PredictError for a classifier, which is released then. */
export async function requireDetector<Image>(model: AnyModel<Image>): Promise<ObjectDetector<Image>> {
  if ("detect" in model) return model;
  await model.dispose();
  throw new PredictError("loadDetector: expected a detector, got a classifier. Load it by loadClassifier.");
}
