/** Forward and backward of one batch. */
import * as tf from "@tensorflow/tfjs-core";
import type { Context } from "@tresnet/blocks";
import { holdFloat32 } from "@tresnet/engine";
import type { Objective } from "../objectives/objective.ts";
import type { Classifier } from "./classifier.ts";
import type { State } from "./state.ts";

/** What to differentiate. */
export interface Differentiated {
  /** Maps images to logits. */
  readonly forward: Classifier["forward"];
  /** The weights to differentiate by. */
  readonly trained: State;
  readonly context: Context;
  readonly objective: Objective;
}

/** The loss of a batch, how many of its images are answered right, and the gradients by weight name. */
export interface LossAndGradients {
  readonly loss: tf.Scalar;
  readonly correct: tf.Scalar;
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
}

/**
 * Runs a model on images float32 [n, h, w, c] with the targets of its objective and differentiates the loss.
 *
 * Nothing is differentiated below the first trained weight: frozen stages have no backward pass.
 * @throws RangeError that names a trained weight which the loss does not depend on.
 */
export function lossAndGradients(
  { forward, trained, context, objective }: Differentiated,
  images: tf.Tensor4D,
  targets: tf.Tensor,
): LossAndGradients {
  let hits: tf.Scalar | undefined;
  const { value: loss, grads } = tf.variableGrads(() => {
    const logits = forward(images, context); // [n, classes]
    const value = objective.loss(logits, targets);
    // Whatever this function makes is released after it, except what is kept: last, so that nothing fails after it.
    hits = tf.keep(objective.correct(logits, targets));
    return value;
  }, [...trained.values()]);
  const correct = hits?.clone() ?? tf.scalar(0);
  hits?.dispose();
  const gradients = new Map([...trained].map(([name, { name: id }]) => [name, gradientOf(name, grads[id])]));
  return { loss, correct, gradients };
}

function gradientOf(name: string, gradient: tf.Tensor | undefined): tf.Tensor {
  if (gradient !== undefined) return holdFloat32(gradient);
  throw new RangeError(
    `createTrainStep: expected every trained weight to have a gradient, got none for "${name}". Leave it out of \`trainable\`, or use it in forward.`,
  );
}
