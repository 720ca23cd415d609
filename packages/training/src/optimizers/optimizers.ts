/** The optimizers by name: a new one is a file of its own and a row here. */
import { adamW } from "./adam-w.ts";
import type { ScaledLearningRates } from "./learning-rate-factors.ts";
import type { OptimizerFactory } from "./optimizer.ts";
import { sgd } from "./sgd.ts";

/** What an optimizer of the table is made from. */
export interface OptimizerSettings extends ScaledLearningRates {
  /** Share of the last update that is kept, 0 to 1; only rows with `takesMomentum` use it. */
  readonly momentum: number;
  /** Weight decay of kernels, 0 or more. */
  readonly weightDecay: number;
}

/** A row of `optimizers`: what a trainer has to know of an optimizer to offer it. */
export interface OptimizerRow {
  /** A few words that tell the optimizer from one that resembles it; undefined where its name says all. */
  readonly summary?: string;
  /** The highest learning rate of a run that is told none. */
  readonly usualLearningRate: LearningRateRule;
  /** The weight decay of a run that is told none. */
  readonly usualWeightDecay: number;
  /** Whether the settings' momentum has an effect. */
  readonly takesMomentum: boolean;
  /** Makes the optimizer that `createTrainStep` takes. @throws RangeError when a setting is out of its range. */
  readonly create: (settings: OptimizerSettings) => OptimizerFactory;
}

/** A learning rate that may grow with the batch. */
export interface LearningRateRule {
  /** The rule for people, such as "0.1 · images per update / 256". */
  readonly text: string;
  /** The learning rate for so many images per update of the weights. */
  readonly of: (imagesPerUpdate: number) => number;
}

/**
 * What SGD with either momentum shares; the rate's rule is Goyal et al. 2017, https://arxiv.org/abs/1706.02677 §2.1.
 */
const usualOfSgd = {
  usualLearningRate: { text: "0.1 · images per update / 256", of: (images) => (0.1 * images) / 256 },
  usualWeightDecay: 1e-4,
  takesMomentum: true,
} as const satisfies Partial<OptimizerRow>;

/**
 * The optimizers that a trainer offers, by name: SGD with Nesterov momentum, SGD with plain momentum, AdamW.
 *
 * The choices, the defaults and the help of a trainer are made from these rows.
 */
export const optimizers = {
  sgd: {
    ...usualOfSgd,
    summary: "with Nesterov momentum",
    create: (settings) => sgd({ ...settings, nesterov: true }),
  },
  momentum: {
    ...usualOfSgd,
    summary: "without",
    create: (settings) => sgd(settings),
  },
  adamw: {
    usualLearningRate: { text: "0.001", of: () => 1e-3 },
    usualWeightDecay: 1e-2,
    takesMomentum: false,
    create: ({ weightDecay, learningRateFactors }) => adamW({ weightDecay, learningRateFactors }),
  },
} as const satisfies Readonly<Record<string, OptimizerRow>>;

/** The name of a row of `optimizers`. */
export type OptimizerName = keyof typeof optimizers;
