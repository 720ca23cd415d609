/** What a step says of its batch. */
import type * as tf from "@tensorflow/tfjs-core";
import type { LossParts } from "../objectives/objective.ts";

/** What one step reports of its batch, that of all processes together, before its update. */
export interface StepResult {
  /** The batch's mean loss. */
  readonly loss: number;
  /** The number of images answered right: their highest logit is their label's, or what else the objective counts. */
  readonly correct: number;
  /** The global norm of the gradients, before clipping. */
  readonly gradientNorm: number;
  /** The losses that `loss` is the sum of, by name; absent where the objective has no such parts. */
  readonly parts?: Readonly<Record<string, number>>;
  /** What the processes that train together know of the batch; absent where one trains alone. */
  readonly whole?: WholeBatch;
}

/** What processes that train together know of a whole batch: the same in all. */
export interface WholeBatch {
  /** The images of the batch, those of all processes that count. */
  readonly images: number;
  /** Whether one of the processes asked all to stop after this step. */
  readonly stop: boolean;
}

/**
 * Reads and releases what a step returns: [loss, correct, gradient norm, parts of the loss], and of a cluster the
 * images of the batch and how many processes ask to stop.
 */
export async function readResult(
  result: tf.Tensor,
  { parts }: { readonly parts?: Pick<LossParts, "names"> },
): Promise<StepResult> {
  const [loss = Number.NaN, correct = 0, gradientNorm = Number.NaN, ...more] = await result.data();
  result.dispose();
  const named = parts?.names.map((name, index) => [name, more[index] ?? Number.NaN] as const);
  const [images, asking = 0] = more.slice(named?.length ?? 0);
  return {
    loss,
    correct,
    gradientNorm,
    ...(named && { parts: Object.fromEntries(named) }),
    ...(images !== undefined && { whole: { images, stop: asking > 0 } }),
  };
}
