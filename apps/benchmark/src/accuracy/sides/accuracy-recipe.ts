/** How every side trains: what is the user's choice, and what is not. */
import { oneCycle } from "@tresnet/training";
import { z } from "zod";

/** The part of the recipe that a user chooses. */
export const accuracySettings = z.object({
  model: z.string(),
  epochs: z.number(),
  batchSize: z.number(),
  /** The highest learning rate of the cycle. */
  learningRate: z.number(),
  /** The decay of weights of two dimensions or more. */
  weightDecay: z.number(),
  /** Threads of every side. */
  threads: z.number(),
  /** The first so many of the training images; null: all. */
  trainImages: z.number().nullable(),
});
/** What a user chose of the recipe. */
export type AccuracySettings = Readonly<z.infer<typeof accuracySettings>>;

/** The part of the recipe that is the same in every run. */
export const accuracyRecipe = {
  momentum: 0.9,
  nesterov: true,
  /** Share of the label that is spread over all classes. */
  smoothing: 0.1,
  /** Pixels that are reflected around an image before a random place of it is cut out. */
  padding: 4,
  /** Probability of a left-right flip. */
  hflip: 0.5,
} as const;
/** The part of the recipe that no flag changes. */
export type AccuracyRecipe = typeof accuracyRecipe;

/** Height and width of CIFAR-10's images, in pixels, and its classes. */
export const cifar = { size: 32, classes: 10 } as const;

/** Batches of an epoch: a last, smaller one is left out. */
export function stepsPerEpoch(trainImages: number, { batchSize }: Pick<AccuracySettings, "batchSize">): number {
  return Math.floor(trainImages / batchSize);
}

/**
 * The learning rate of every step, as `tresnet train` has them: one cycle, which leaves momentum alone.
 * @throws RangeError when there are fewer training images than a batch has.
 */
export function learningRates(settings: AccuracySettings, trainImages: number): number[] {
  const steps = stepsPerEpoch(trainImages, settings);
  if (steps === 0) {
    throw new RangeError(
      `accuracy: --batch-size must be at most ${trainImages}, the number of training images, got ${settings.batchSize}.`,
    );
  }
  const totalSteps = settings.epochs * steps;
  const schedule = oneCycle({ maxLearningRate: settings.learningRate, totalSteps, minMomentum: false });
  return Array.from({ length: totalSteps }, (_, step) => schedule(step).learningRate);
}
