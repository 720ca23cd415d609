/** What learns in a training: the model with its step, its average and its random numbers. */
import * as tf from "@tensorflow/tfjs-core";
import { type Module, weightsOf } from "@tresnet/blocks";
import { RandomGenerator } from "@tresnet/engine";
import type { Frozen } from "@tresnet/heads";
import {
  type AnyObjective,
  createTrainStep,
  type LearningRateFactors,
  type TrainStep,
  type TrainStepOptions,
  WeightAverage,
} from "@tresnet/training";
import type { SaveWeightsOptions } from "@tresnet/zoo";
import { ownSeed, takeOwnSeed } from "../../cluster/own-draws.ts";
import type { Team } from "../../cluster/team.ts";
import type { TrainOptions } from "../../settings/train-options.ts";
import { optimizerOf } from "../optimization.ts";

/** A model as a training needs it, whatever it is for. */
export interface Learnable {
  /** The model itself. */
  readonly model: Module;
  /** The weights that are trained while so much is frozen. */
  trainable(frozen: Frozen): readonly tf.Variable[];
  /** The learning rates of the weights, where they differ. */
  readonly factors: LearningRateFactors | undefined;
  /** Takes what the backbone makes of images, in place of images; undefined where the model can't. */
  readonly forwardHead?: Module["forward"] | undefined;
  /** Writes the model's weights with a description, after so many batches. */
  save(file: string, options: Pick<SaveWeightsOptions, "metadata" | "batches" | "checksum">): Promise<void>;
  /** Takes the weights of a file that `save` wrote. */
  load(file: string): Promise<void>;
  /** The batches that batch norms have seen, by key; undefined where they see none. */
  batchCounts(): Readonly<Record<string, number>>;
  /** Sets these counts. */
  restoreBatchCounts(counts: Readonly<Record<string, number>>): void;
  /** Releases the model. */
  dispose(): void;
}

/** A model and all that changes it; everything here has a handle, and `dispose` releases it all. */
export interface Learner {
  readonly learnable: Learnable;
  /** The step of the epoch that was entered last. */
  readonly step: TrainStep;
  /** Whether that step takes what the backbone makes of images, in place of images. */
  readonly takesFeatures: boolean;
  readonly average: WeightAverage | undefined;
  /** Changes `step` where other weights are trained from this epoch on; its optimizer then starts afresh. */
  enter(epoch: number): Promise<void>;
  /**
   * Gives all processes that train together the state that task 0 has, each with random numbers of its own; returns the
   * variables that were sent.
   */
  share(): Promise<readonly tf.Variable[]>;
  dispose(): void;
}

/** What the options alone do not say of a learner. */
export interface LearnerOptions {
  readonly objective: AnyObjective;
  /** Whether steps that leave the whole backbone alone take its features. */
  readonly reusesFeatures: boolean;
  /** The processes that train together. */
  readonly team: Team;
}

/** Makes the training step around a model, which is the learner's from then on, for the first epoch. */
export function createLearner(
  options: TrainOptions,
  learnable: Learnable,
  { objective, reusesFeatures, team }: LearnerOptions,
): Learner {
  const { seed, modelEma, modelEmaDecay } = options;
  const { model, forwardHead } = learnable;
  const random = new RandomGenerator(ownSeed(seed, team.task));
  const average = modelEma ? new WeightAverage(weightsOf(model), { decay: modelEmaDecay }) : undefined;
  const takesFeatures = (frozen: Frozen) => reusesFeatures && forwardHead !== undefined && frozen === "backbone";
  const makeStep = (frozen: Frozen) =>
    createStep(options, learnable.factors, {
      ...clusterSettings(options, team),
      model,
      ...(takesFeatures(frozen) && forwardHead !== undefined && { forward: forwardHead }),
      trainable: learnable.trainable(frozen),
      objective,
      random,
      ...(average === undefined ? {} : { average }),
    });
  let frozen = frozenIn(options, 0);
  let step = makeStep(frozen);
  return {
    learnable,
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
    async share() {
      const variables = [...step.state().values()];
      await team.send(variables);
      takeOwnSeed(random, seed, team.task);
      return variables;
    },
    dispose() {
      step.dispose();
      average?.dispose();
      random.dispose();
      learnable.dispose();
    },
  };
}

/** A step on these parts, as the options have it. */
function createStep(
  options: TrainOptions,
  factors: LearningRateFactors | undefined,
  parts: Omit<TrainStepOptions, "optimizer">,
): TrainStep {
  const { clipGrad, gradAccum, precision } = options;
  return createTrainStep({
    ...parts,
    optimizer: optimizerOf(options, factors),
    precision,
    accumulate: gradAccum > 1,
    ...(clipGrad === undefined ? {} : { clipGradient: clipGrad }),
  });
}

function clusterSettings({ gradientFormat, syncBn }: TrainOptions, { cluster }: Team): Partial<TrainStepOptions> {
  return cluster === undefined ? {} : { cluster, gradientFormat, syncBatchNorm: syncBn };
}

function setStepCount(step: TrainStep, count: number): void {
  tf.tidy(() => step.state().get("step")?.assign(tf.scalar(count, "int32")));
}

/** What is frozen in an epoch, counted from 0. */
function frozenIn({ freeze, freezeEpochs }: TrainOptions, epoch: number): Frozen {
  return epoch < freezeEpochs ? "backbone" : frozenOf(freeze);
}

function frozenOf(freeze: TrainOptions["freeze"]): Frozen {
  return freeze === "none" || freeze === "backbone" ? freeze : Number(freeze);
}
