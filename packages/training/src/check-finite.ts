/** Stops a step whose numbers have left the finite range, before anything of it is kept. */
import * as tf from "@tensorflow/tfjs-core";
import { attr, runOp, TensorFlowError } from "@tresnet/engine";
import { NonFiniteError } from "./non-finite-error.ts";

const mark = "tresnet training: ";

/**
 * Passes a float32 tensor on, or makes TensorFlow fail when it holds NaN or infinity.
 *
 * A traced function that fails assigns none of its variables, so weights, slots, statistics and averages stay as they were;
 * unlike a `where` on every weight, it costs nothing. Its output must be part of the function's result, or it is pruned.
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

/** The NonFiniteError that a failed `checkFinite` stands for; any other error as it is. */
export function explainNonFinite(
  error: unknown,
  details: { readonly step: number; readonly learningRate: number },
): unknown {
  if (!(error instanceof TensorFlowError)) return error;
  const [, what] = new RegExp(`${mark}(.*?) : `).exec(error.message) ?? [];
  if (what === undefined) return error;
  const found = /nan/i.test(error.message) ? "NaN" : "infinite";
  return new NonFiniteError(
    `training step ${details.step}: the ${what} must be finite, but is ${found} at learning rate ${details.learningRate}. ` +
      "This step changed nothing. Train with a lower learning rate, gradient clipping, or float32.",
    details,
    { cause: error },
  );
}
