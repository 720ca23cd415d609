/** What both entries export, the one for browsers and the one for Node. */
export type { Classifier, ClassifyOptions } from "./classification/classifier.ts";
export type { Description, Preprocessing } from "./classification/description.ts";
export { prepareImage } from "./classification/prepare-image.ts";
export type { Answer } from "./classification/top-classes.ts";
export type { ChannelValues } from "./description-fields.ts";
export type { DetectOptions, FoundObject, ObjectDetector } from "./detection/detector.ts";
export type {
  DetectorDescription,
  DetectorPreprocessing,
  DetectorTiles,
  FindingLimits,
} from "./detection/detector-description.ts";
export type { ImagePixels } from "./image-pixels.ts";
export type { AnyModel } from "./opening/open-model.ts";
export { PredictError } from "./predict-error.ts";
export type { OnnxRuntime, OnnxSession } from "./runtimes/onnx-model.ts";
