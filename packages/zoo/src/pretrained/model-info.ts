import { parameterCount } from "@tresnet/blocks";
import type { Preprocessing } from "../models/image-classifier.ts";
import { buildModel, type ModelName } from "./build-model.ts";

/** What a model is, in numbers. */
export interface ModelInfo extends Preprocessing {
  /** The model's name. */
  readonly name: ModelName;
  /** Values that training changes, with 1000 classes. */
  readonly parameters: number;
  /** Multiply-adds of one image of 224×224 pixels. */
  readonly multiplyAdds224: number;
  /** Multiply-adds of one image of `inputSize`. */
  readonly multiplyAdds: number;
  /** The number of features that the classifier reads. */
  readonly features: number;
}

/** Counts a model, with 1000 classes; needs no TensorFlow. @throws RangeError for an unknown name. */
export function modelInfo(name: ModelName): ModelInfo {
  const model = buildModel(name);
  const { inputSize, mean, std, cropPct } = model;
  return {
    name,
    parameters: parameterCount(model),
    multiplyAdds224: model.cost({ height: 224, width: 224 }).multiplyAdds,
    multiplyAdds: model.cost({ height: inputSize, width: inputSize }).multiplyAdds,
    features: model.numFeatures,
    inputSize,
    mean,
    std,
    cropPct,
  };
}
