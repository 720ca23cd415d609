/** The length of all gradients taken together, and how to bound it. */
import * as tf from "@tensorflow/tfjs-core";
import { attr, runOp } from "@tresnet/engine";

/** Computes the square root of the sum of all squares in float32 `tensors`: a float32 scalar. */
export function globalNorm(tensors: readonly tf.Tensor[]): tf.Scalar {
  return tf.tidy(() => {
    // L2Loss is half the sum of squares in one pass, without the squares in memory.
    const halves = tensors.flatMap((tensor) => runOp("L2Loss", [tensor], { T: attr.type("float32") }));
    return tf.reshape<tf.Rank.R0>(tf.sqrt(tf.mul(tf.addN(halves), 2)), []);
  });
}

/**
 * Scales all gradients so that their global norm is at most `limit`; smaller ones stay as they are.
 *
 * `norm` is their global norm; the result is keyed as `gradients` is.
 * @see Pascanu et al. 2013, https://arxiv.org/abs/1211.5063 (torch.nn.utils.clip_grad_norm_)
 */
export function clipGradients(
  gradients: ReadonlyMap<string, tf.Tensor>,
  norm: tf.Scalar,
  limit: number,
): ReadonlyMap<string, tf.Tensor> {
  const scale = tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1);
  return new Map([...gradients].map(([name, gradient]) => [name, tf.mul(gradient, scale)]));
}
