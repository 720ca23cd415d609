/** The losses by name: a new one is a file of its own and a row here. */
import { asymmetricLoss, binaryCrossEntropy, focalLoss } from "@tresnet/tensor-ops";
import { crossEntropy, softCrossEntropy } from "./cross-entropy.ts";
import { multiLabel } from "./multi-label.ts";
import type { Objective } from "./objective.ts";

/** What an objective of the table is made from; each takes what concerns it. */
export interface LossSettings {
  /** Label smoothing, 0 to below 1. */
  readonly smoothing: number;
  /** One factor of 0 or more per class, for losses of one class per image. @default 1 for all */
  readonly classWeights?: readonly number[] | undefined;
  /** Whether images are mixed, so that targets of one class per image are distributions. @default false */
  readonly mixed?: boolean;
  /** Exponent of the asymmetric loss's focus on mistaken negatives, 0 or more. */
  readonly gammaNegative: number;
  /** Exponent of the asymmetric loss's focus on positives that are not seen yet, 0 or more. */
  readonly gammaPositive: number;
  /** Probability below which the asymmetric loss takes negatives for known, 0 to below 1. */
  readonly clip: number;
}

/** A row of `losses`: what a trainer has to know of a loss to offer it. */
export interface LossRow {
  /** The data that the loss is for: every image has one class, or any number of them, each a yes or no. */
  readonly labels: "one" | "several";
  /** Whether a run on such data takes this loss when it is told none: one row for either kind of data. */
  readonly isUsual: boolean;
  /** The label smoothing of a run that is told none. */
  readonly usualSmoothing: number;
  /** Makes the objective that `createTrainStep` takes. @throws RangeError when a setting is out of its range. */
  readonly create: (settings: LossSettings) => Objective;
}

/**
 * The losses that a trainer offers, by name: cross entropy for one class per image; binary cross entropy, focal and
 * asymmetric loss for any number.
 *
 * The choices, the defaults and the help of a trainer are made from these rows.
 */
export const losses = {
  ce: {
    labels: "one",
    isUsual: true,
    usualSmoothing: 0.1,
    create: ({ smoothing, classWeights, mixed = false }) => {
      const settings = { smoothing, ...(classWeights && { classWeights }) };
      return mixed ? softCrossEntropy(settings) : crossEntropy(settings);
    },
  },
  bce: {
    labels: "several",
    isUsual: false,
    usualSmoothing: 0,
    create: ({ smoothing }) => multiLabel(binaryCrossEntropy, { smoothing }),
  },
  focal: {
    labels: "several",
    isUsual: false,
    usualSmoothing: 0,
    create: ({ smoothing }) => multiLabel(focalLoss, { smoothing }),
  },
  asl: {
    labels: "several",
    isUsual: true,
    usualSmoothing: 0,
    create: ({ smoothing, gammaNegative, gammaPositive, clip }) => {
      const focus = { gammaNegative, gammaPositive, clip };
      return multiLabel((logits, targets) => asymmetricLoss(logits, targets, focus), { smoothing });
    },
  },
} as const satisfies Readonly<Record<string, LossRow>>;

/** The name of a row of `losses`. */
export type LossName = keyof typeof losses;
