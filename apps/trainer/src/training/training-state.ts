/** The moving parts of a training: model, step, average, random numbers; and how they go into a checkpoint and back. */
import * as tf from "@tensorflow/tfjs-core";
import { weightsOf } from "@tresnet/blocks";
import { CheckpointError } from "@tresnet/checkpoints";
import { RandomGenerator } from "@tresnet/engine";
import { type Frozen, freeze, layerDecay, replaceHead, useMlDecoder } from "@tresnet/heads";
import {
  averageState,
  createTrainStep,
  loadCheckpoint,
  modelState,
  type Objective,
  type TrainStep,
  WeightAverage,
} from "@tresnet/training";
import { createModel, type ImageClassifier, loadWeights } from "@tresnet/zoo";
import { savedHead } from "../images/data-plan.ts";
import { readInfo, type SavedHead } from "../run-directory/checkpoint-metadata.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { optimizerOf } from "./optimization.ts";

/** Everything with a handle; `dispose` releases it all. */
export interface TrainingState {
  readonly model: ImageClassifier;
  /** Of the epoch that was entered last. */
  readonly step: TrainStep;
  /** Whether that step takes what the backbone makes of images, in place of images. */
  readonly takesFeatures: boolean;
  readonly average: WeightAverage | undefined;
  /** Changes `step` where other weights are trained from this epoch on; its optimizer then starts afresh. */
  enter(epoch: number): Promise<void>;
  dispose(): void;
}

/** Makes the model of a run, with the weights that the options start from; `classNames` are the data's. */
export async function buildModelOf(
  options: TrainOptions,
  numClasses: number,
  classNames: readonly string[],
): Promise<ImageClassifier> {
  const { seed, drop, dropPath, inPlaceNorm, gradCheckpointing, initialCheckpoint } = options;
  const model = createModel(options.model, {
    seed,
    numClasses,
    dropRate: drop,
    dropPathRate: dropPath,
    inPlaceNorm,
    gradCheckpointing,
  });
  try {
    const head = savedHead(options, numClasses);
    const wanted = { numClasses, classNames, head, seed, dropRate: drop };
    if (head !== undefined) putHead(model, wanted);
    if (initialCheckpoint !== undefined) await startFrom(model, initialCheckpoint, wanted);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

export interface TrainingStateOptions {
  readonly objective: Objective;
  /** Whether steps that leave the whole backbone alone take its features. */
  readonly reusesFeatures: boolean;
}

/** Makes the training step around a model, for the first epoch. */
export function buildTraining(
  options: TrainOptions,
  model: ImageClassifier,
  { objective, reusesFeatures }: TrainingStateOptions,
): TrainingState {
  const { seed, clipGrad, gradAccum, modelEma, modelEmaDecay, precision } = options;
  const random = new RandomGenerator(seed);
  const average = modelEma ? new WeightAverage(weightsOf(model), { decay: modelEmaDecay }) : undefined;
  const takesFeatures = (frozen: Frozen) => reusesFeatures && frozen === "backbone";
  const makeStep = (frozen: Frozen) =>
    createTrainStep({
      model,
      ...(takesFeatures(frozen) && { forward: model.forwardHead.bind(model) }),
      optimizer: optimizerOf(options, factorsOf(options, model)),
      trainable: freeze(model, frozen),
      objective,
      precision,
      random,
      accumulate: gradAccum > 1,
      ...(average === undefined ? {} : { average }),
      ...(clipGrad === undefined ? {} : { clipGradient: clipGrad }),
    });
  let frozen = frozenIn(options, 0);
  let step = makeStep(frozen);
  return {
    model,
    get step() {
      return step;
    },
    get takesFeatures() {
      return takesFeatures(frozen);
    },
    average,
    async enter(epoch) {
      const wanted = frozenIn(options, epoch);
      if (wanted === frozen) return;
      const taken = await step.state().get("step")?.data();
      step.dispose();
      frozen = wanted;
      step = makeStep(frozen);
      tf.tidy(() =>
        step
          .state()
          .get("step")
          ?.assign(tf.scalar(taken?.[0] ?? 0, "int32")),
      );
    },
    dispose() {
      step.dispose();
      average?.dispose();
      random.dispose();
      model.dispose();
    },
  };
}

/** What is frozen in an epoch, counted from 0. */
function frozenIn({ freeze, freezeEpochs }: TrainOptions, epoch: number): Frozen {
  return epoch < freezeEpochs ? "backbone" : frozenOf(freeze);
}

function factorsOf({ layerDecay: decay, headLrMult: headMultiplier }: TrainOptions, model: ImageClassifier) {
  return decay === 1 && headMultiplier === 1 ? undefined : layerDecay(model, { decay, headMultiplier });
}

function frozenOf(freeze: TrainOptions["freeze"]): Frozen {
  return freeze === "none" || freeze === "backbone" ? freeze : Number(freeze);
}

/** The head that a training is to have; a linear one where `head` is undefined. */
interface WantedHead {
  readonly numClasses: number;
  readonly classNames: readonly string[];
  readonly head: SavedHead | undefined;
  readonly seed: number;
  /** Dropout in an ML-Decoder, which has its own where this is 0; that before a linear head is the model's. */
  readonly dropRate: number;
}

function putHead(model: ImageClassifier, { numClasses, head, seed, dropRate }: Omit<WantedHead, "classNames">): void {
  if (head === undefined) replaceHead(model, numClasses, { seed });
  else useMlDecoder(model, numClasses, { ...head, seed, ...(dropRate > 0 && { dropRate }) });
}

/**
 * Loads the weights to start from: a checkpoint of this command, or any timm-named safetensors file.
 *
 * A head for other classes is left out and starts afresh; everything else must fit.
 * @throws CheckpointError listing what does not.
 */
async function startFrom(model: ImageClassifier, file: string, wanted: WantedHead): Promise<void> {
  const info = await readInfo(file).catch(() => undefined);
  const isOfOthers = info !== undefined && String(info.model.classNames) !== String(wanted.classNames);
  if (info?.kind === "training") {
    const { numClasses, head } = info.model;
    const own = numClasses === wanted.numClasses && JSON.stringify(head) === JSON.stringify(wanted.head) && !isOfOthers;
    if (!own) putHead(model, { ...wanted, numClasses, head });
    await loadInto(model, file, "weights");
    if (!own) putHead(model, wanted);
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
  if (isOfOthers) putHead(model, wanted);
}

/** Loads the weights, or their averages, out of a training's checkpoint into a model. */
export async function loadInto(model: ImageClassifier, file: string, which: "weights" | "averages"): Promise<void> {
  const weights = weightsOf(model);
  await loadCheckpoint(file, which === "weights" ? modelState(weights) : averageState(weights), { partial: true });
}
