/** The part of a training that takes its steps: images, model, and all that changes with the model. */
import { type Batch, BatchLoader, type Dataset } from "@tresnet/data";
import { currentEngine } from "@tresnet/engine";
import type { TrainOptions } from "../options/train-options.ts";
import type { SavedModel } from "./checkpoint-metadata.ts";
import { balancedClassWeights, loaderOptions, savedModel, trainingTransform } from "./data-plan.ts";
import { type Inputs, inputsOf } from "./inputs-of.ts";
import { objectiveOf } from "./objective-of.ts";
import { buildModelOf, buildTraining, type TrainingState } from "./training-state.ts";

/** The caller closes `loader` and disposes `state`. */
export interface TrainingSteps {
  readonly options: TrainOptions;
  readonly saved: SavedModel;
  readonly state: TrainingState;
  readonly loader: BatchLoader;
  /** What a step gets of a batch of the loader, counted from epoch 0; the caller owns it. */
  readonly inputsOf: (batch: Batch, epoch: number) => Inputs;
}

/** Makes them for the training images `data` and a head of so many classes; TensorFlow runs. */
export async function assembleSteps(options: TrainOptions, data: Dataset, classes: number): Promise<TrainingSteps> {
  const model = await buildModelOf(options, classes);
  const saved = savedModel(options, model, data);
  const loader = new BatchLoader(data, {
    ...loaderOptions(options),
    tensorFlow: currentEngine()?.library,
    balanced: options.balanced,
    dropLast: data.length >= options.batchSize,
    transform: trainingTransform(options, saved),
  });
  const weights = options.classWeights === "balanced" ? balancedClassWeights(data, classes) : undefined;
  const state = buildTraining(options, model, objectiveOf(options, data, weights));
  return {
    ...{ options, saved, state, loader },
    inputsOf: (batch, epoch) => inputsOf(batch, epoch, options, { data, classes }),
  };
}
