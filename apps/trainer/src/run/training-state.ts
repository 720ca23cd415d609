/** The moving parts of a training: model, step, average, random numbers; and how they go into a checkpoint and back. */
import { CheckpointError, weightsOf } from "@tresnet/blocks";
import { RandomGenerator } from "@tresnet/engine";
import { type Frozen, freeze, replaceHead } from "@tresnet/heads";
import {
  averageState,
  createTrainStep,
  loadCheckpoint,
  modelState,
  type TrainStep,
  WeightAverage,
} from "@tresnet/training";
import { createModel, type ImageClassifier, loadWeights } from "@tresnet/zoo";
import type { TrainOptions } from "../options/train-options.ts";
import { readInfo } from "./checkpoint-metadata.ts";
import { optimizerOf } from "./optimization.ts";

/** Everything with a handle; `dispose` releases it all. */
export interface TrainingState {
  readonly model: ImageClassifier;
  readonly step: TrainStep;
  readonly average: WeightAverage | undefined;
  dispose(): void;
}

/** Makes the model of a run, with the weights that the options start from. */
export async function buildModelOf(options: TrainOptions, numClasses: number): Promise<ImageClassifier> {
  const { seed, drop, dropPath, inPlaceNorm, initialCheckpoint } = options;
  const model = createModel(options.model, {
    seed,
    numClasses,
    dropRate: drop,
    dropPathRate: dropPath,
    inPlaceNorm,
  });
  if (initialCheckpoint !== undefined) await startFrom(model, initialCheckpoint, numClasses, seed);
  return model;
}

/** Makes the training step around a model; `classWeights` as the data asks for. */
export function buildTraining(
  options: TrainOptions,
  model: ImageClassifier,
  classWeights: readonly number[] | undefined,
): TrainingState {
  const { seed, smoothing, clipGrad, modelEma, modelEmaDecay, precision } = options;
  const random = new RandomGenerator(seed);
  const average = modelEma ? new WeightAverage(weightsOf(model), { decay: modelEmaDecay }) : undefined;
  const step = createTrainStep({
    model,
    optimizer: optimizerOf(options),
    trainable: freeze(model, frozenOf(options.freeze)),
    smoothing,
    precision,
    random,
    ...(classWeights === undefined ? {} : { classWeights }),
    ...(average === undefined ? {} : { average }),
    ...(clipGrad === undefined ? {} : { clipGradient: clipGrad }),
  });
  return {
    model,
    step,
    average,
    dispose() {
      step.dispose();
      average?.dispose();
      random.dispose();
      model.dispose();
    },
  };
}

function frozenOf(freeze: TrainOptions["freeze"]): Frozen {
  return freeze === "none" || freeze === "backbone" ? freeze : Number(freeze);
}

/**
 * Loads the weights to start from: a checkpoint of this command, or any timm-named safetensors file.
 *
 * A head for another number of classes is left out and starts afresh; everything else must fit.
 * @throws CheckpointError listing what does not.
 */
async function startFrom(model: ImageClassifier, file: string, numClasses: number, seed: number): Promise<void> {
  const info = await readInfo(file).catch(() => undefined);
  if (info?.kind === "training") {
    const own = info.model.numClasses === numClasses;
    if (!own) replaceHead(model, info.model.numClasses, { seed });
    await loadInto(model, file, "weights");
    if (!own) replaceHead(model, numClasses, { seed });
    return;
  }
  const { missing, mismatched, unexpected } = await loadWeights(model, file, { strict: false });
  const isHead = (key: string) => key.startsWith("head.") || key.startsWith("fc.");
  const problems = [
    ...mismatched
      .filter(({ key }) => !isHead(key))
      .map(({ key, expected, actual }) => `${key}: expected ${expected}, got ${actual}`),
    ...missing.filter((key) => !isHead(key)).map((key) => `${key}: missing`),
    ...unexpected.filter((key) => !isHead(key)).map((key) => `${key}: unexpected`),
  ];
  if (problems.length > 0) {
    throw new CheckpointError(
      `--initial-checkpoint ${file} does not fit ${model.name}:\n  ${problems.slice(0, 12).join("\n  ")}\nChoose the --model that it was saved from.`,
    );
  }
}

/** Loads the weights, or their averages, out of a training's checkpoint into a model. */
export async function loadInto(model: ImageClassifier, file: string, which: "weights" | "averages"): Promise<void> {
  const weights = weightsOf(model);
  await loadCheckpoint(file, which === "weights" ? modelState(weights) : averageState(weights), { partial: true });
}
