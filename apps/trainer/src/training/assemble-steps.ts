/** The part of a training that takes its steps: images, model, and all that changes with the model. */
import { type Batch, BatchLoader, type Dataset, isFixed } from "@tresnet/data";
import { currentEngine } from "@tresnet/engine";
import { balancedClassWeights, loaderOptions, savedModel, trainingTransform } from "../images/data-plan.ts";
import { featureBytes, type ImagesOrFeatures, imagesOrFeatures } from "../images/frozen-features.ts";
import { type Inputs, inputsOf, mixes } from "../images/inputs-of.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { objectiveOf } from "./objective-of.ts";
import { buildModelOf, buildTraining, type TrainingState } from "./training-state.ts";

/** The caller closes `loader` and disposes `state`. */
export interface TrainingSteps {
  readonly options: TrainOptions;
  readonly saved: SavedModel;
  readonly state: TrainingState;
  /** The training images. */
  readonly loader: BatchLoader;
  /** The same, or features of theirs: what steps take. */
  readonly input: ImagesOrFeatures;
  /** What a step gets of a batch, counted from epoch 0; the caller owns it. */
  readonly inputsOf: (batch: Batch, epoch: number) => Inputs;
}

/** Memory that is taken without being asked for. */
const featureLimitBytes = 2 ** 30;

/** Makes them for the training images `data` and a head of so many classes; TensorFlow runs. */
export async function assembleSteps(options: TrainOptions, data: Dataset, classes: number): Promise<TrainingSteps> {
  const model = await buildModelOf(options, classes, data.classNames);
  const saved = savedModel(options, model, data);
  const transform = trainingTransform(options, saved);
  const shared = { ...loaderOptions(options), tensorFlow: currentEngine()?.library, transform };
  const loader = new BatchLoader(data, {
    ...shared,
    balanced: options.balanced,
    dropLast: data.length >= options.batchSize,
  });
  const weights = options.classWeights === "balanced" ? balancedClassWeights(data, classes) : undefined;
  const reusesFeatures =
    isFixed(transform) && canReuseFeatures(options, data.length * featureBytes(model, saved.imgSize));
  const state = buildTraining(options, model, { objective: objectiveOf(options, data, weights), reusesFeatures });
  const { batchSize, precision } = options;
  const once = () => new BatchLoader(data, { ...shared, shuffle: false, dropLast: false, cache: false });
  const input = imagesOrFeatures(state, { data, loader, once, batchSize, precision, replaceBroken: true });
  return {
    options,
    saved,
    state,
    loader,
    input,
    inputsOf: (batch, epoch) => inputsOf(batch, epoch, options, { data, classes }),
  };
}

/**
 * Whether a frozen backbone makes the same of an image every time, where its pixels are the same, and there is room to
 * keep that.
 */
function canReuseFeatures(options: TrainOptions, bytes: number): boolean {
  const { cacheImages, dropPath } = options;
  if (mixes(options) || dropPath > 0) return false;
  return cacheImages === "on" || (cacheImages === "auto" && bytes <= featureLimitBytes);
}
