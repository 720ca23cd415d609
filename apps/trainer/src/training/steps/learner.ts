/** What learns in a training: the model with its step, its average and its random numbers. */
import * as tf from "@tensorflow/tfjs-core";
import { weightsOf } from "@tresnet/blocks";
import { RandomGenerator } from "@tresnet/engine";
import { type Frozen, freeze, layerDecay } from "@tresnet/heads";
import {
  createTrainStep,
  type Objective,
  type TrainStep,
  type TrainStepOptions,
  WeightAverage,
} from "@tresnet/training";
import type { ImageClassifier } from "@tresnet/zoo";
import type { TrainOptions } from "../../settings/train-options.ts";
import { optimizerOf } from "../optimization.ts";

/** A model and all that changes it; everything here has a handle, and `dispose` releases it all. */
export interface Learner {
  readonly model: ImageClassifier;
  /** The step of the epoch that was entered last. */
  readonly step: TrainStep;
  /** Whether that step takes what the backbone makes of images, in place of images. */
  readonly takesFeatures: boolean;
  readonly average: WeightAverage | undefined;
  /** Changes `step` where other weights are trained from this epoch on; its optimizer then starts afresh. */
  enter(epoch: number): Promise<void>;
  dispose(): void;
}

/** What the options alone do not say of a learner. */
export interface LearnerOptions {
  readonly objective: Objective;
  /** Whether steps that leave the whole backbone alone take its features. */
  readonly reusesFeatures: boolean;
}

/** Makes the training step around a model, which is the learner's from then on, for the first epoch. */
export function createLearner(
  options: TrainOptions,
  model: ImageClassifier,
  { objective, reusesFeatures }: LearnerOptions,
): Learner {
  const { seed, modelEma, modelEmaDecay } = options;
  const random = new RandomGenerator(seed);
  const average = modelEma ? new WeightAverage(weightsOf(model), { decay: modelEmaDecay }) : undefined;
  const takesFeatures = (frozen: Frozen) => reusesFeatures && frozen === "backbone";
  const makeStep = (frozen: Frozen) =>
    createStep(options, {
      model,
      ...(takesFeatures(frozen) && { forward: model.forwardHead.bind(model) }),
      trainable: freeze(model, frozen),
      objective,
      random,
      ...(average === undefined ? {} : { average }),
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
      setStepCount(step, taken?.[0] ?? 0);
    },
    dispose() {
      step.dispose();
      average?.dispose();
      random.dispose();
      model.dispose();
    },
  };
}

type StepParts = Omit<TrainStepOptions, "optimizer" | "model"> & { readonly model: ImageClassifier };

/** A step on these parts, as the options have it. */
function createStep(options: TrainOptions, parts: StepParts): TrainStep {
  const { clipGrad, gradAccum, precision } = options;
  return createTrainStep({
    ...parts,
    optimizer: optimizerOf(options, factorsOf(options, parts.model)),
    precision,
    accumulate: gradAccum > 1,
    ...(clipGrad === undefined ? {} : { clipGradient: clipGrad }),
  });
}

function setStepCount(step: TrainStep, count: number): void {
  tf.tidy(() => step.state().get("step")?.assign(tf.scalar(count, "int32")));
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
