/** Stops a step whose numbers have left the finite range, before anything of it is kept. */
import * as tf from "@tensorflow/tfjs-core";
import { attr, runOp, TensorFlowError } from "@tresnet/engine";
import { NonFiniteError } from "./non-finite-error.ts";

const mark = "tresnet training: ";

/**
 * Passes a float32 tensor on, or makes TensorFlow fail when it holds NaN or infinity.
 *
 * A traced function that fails assigns none of its variables, so weights, slots, statistics and averages stay as they
 * were; unlike a `where` on every weight, it costs nothing. Its output must be part of the function's result, or it is
 * pruned.
 */
export function checkFinite<Checked extends tf.Tensor>(tensor: Checked, what: string): Checked {
  return tf.tidy(() => {
    const [checked = tensor] = runOp("CheckNumericsV2", [tensor], {
      T: attr.type("float32"),
      message: `${mark}${what}`,
    });
    return tf.reshape(checked, tensor.shape) as Checked;
  });
}

const marked = new RegExp(`${mark}(.*?) : `);

/** Whether an error is that of a failed `checkFinite`. */
export function isNonFinite(error: unknown): error is TensorFlowError {
  return error instanceof TensorFlowError && marked.test(error.message);
}

/**
 * The NonFiniteError that a failed `checkFinite` stands for; without a learning rate that of gradients that were only
 * gathered.
 */
export function explainNonFinite(
  error: TensorFlowError,
  { step, learningRate }: { readonly step: number; readonly learningRate: number | undefined },
): NonFiniteError {
  const [, what] = marked.exec(error.message) ?? [];
  const found = /nan/i.test(error.message) ? "NaN" : "infinite";
  const rate = learningRate === undefined ? "" : ` at learning rate ${learningRate}`;
  return new NonFiniteError(
    `training step ${step}: the ${what} must be finite, but is ${found}${rate}. ` +
      "This step changed nothing. Train with a lower learning rate, gradient clipping, or float32.",
    { step, learningRate },
    { cause: error },
  );
}
