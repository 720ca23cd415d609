/** What a step says of its batch. */
import type * as tf from "@tensorflow/tfjs-core";
import type { LossParts } from "../objectives/objective.ts";

/** What one step reports of its batch, before its update. */
export interface StepResult {
  /** The batch's mean loss. */
  readonly loss: number;
  /** The number of images answered right: their highest logit is their label's, or what else the objective counts. */
  readonly correct: number;
  /** The global norm of the gradients, before clipping. */
  readonly gradientNorm: number;
  /** The losses that `loss` is the sum of, by name; absent where the objective has no such parts. */
  readonly parts?: Readonly<Record<string, number>>;
}

/** Reads and releases what a step returns: [loss, correct, gradient norm, parts of the loss]. */
export async function readResult(
  result: tf.Tensor,
  { parts }: { readonly parts?: Pick<LossParts, "names"> },
): Promise<StepResult> {
  const [loss = Number.NaN, correct = 0, gradientNorm = Number.NaN, ...losses] = await result.data();
  result.dispose();
  const named = parts?.names.map((name, index) => [name, losses[index] ?? Number.NaN] as const);
  return { loss, correct, gradientNorm, ...(named && { parts: Object.fromEntries(named) }) };
}
