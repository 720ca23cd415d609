/** What a training takes its steps with: images, model, and all that changes with the model. */
import { type Batch, BatchLoader, type Dataset, isFixed } from "@tresnet/data";
import { currentEngine } from "@tresnet/engine";
import { featureBytes } from "../../images/compute-features.ts";
import { balancedClassWeights, loaderOptions, savedModel, trainingTransform } from "../../images/data-plan.ts";
import { type ImagesOrFeatures, imagesOrFeatures } from "../../images/frozen-features.ts";
import { type Inputs, inputsOf, mixes } from "../../images/inputs-of.ts";
import type { NoticeEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { SavedModel } from "../../run-directory/checkpoint-metadata.ts";
import type { TrainOptions } from "../../settings/train-options.ts";
import { objectiveOf } from "../objective-of.ts";
import { createInitialModel } from "./initial-model.ts";
import { createLearner, type Learner } from "./learner.ts";

/** Images and a learner, ready for the first step; the caller closes `loader` and disposes `learner`. */
export interface StepSetup {
  readonly options: TrainOptions;
  readonly saved: SavedModel;
  readonly learner: Learner;
  /** The training images. */
  readonly loader: BatchLoader;
  /** The training images, or their features where steps take these. */
  readonly input: ImagesOrFeatures;
  /** What a step gets of a batch, counted from epoch 0; the caller owns it. */
  readonly inputsOf: (batch: Batch, epoch: number) => Inputs;
}

/** The memory that features take without being asked for. */
const featureLimitBytes = 2 ** 30;

/** Makes model, learner and loader for the training images `data` and a head of so many classes; TensorFlow runs. */
export async function setUpSteps(
  job: Pick<Job<NoticeEvent>, "emit">,
  options: TrainOptions,
  data: Dataset,
  classes: number,
): Promise<StepSetup> {
  const model = await createInitialModel(job, options, classes, data.classNames);
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
  const learner = createLearner(options, model, { objective: objectiveOf(options, data, weights), reusesFeatures });
  const { batchSize, precision } = options;
  const once = () => new BatchLoader(data, { ...shared, shuffle: false, dropLast: false, cache: false });
  const input = imagesOrFeatures(learner, { data, loader, once, batchSize, precision, replaceBroken: true });
  return {
    options,
    saved,
    learner,
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
