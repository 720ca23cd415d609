/** Forward and backward of one batch. */
import * as tf from "@tensorflow/tfjs-core";
import type { Context, Module } from "@tresnet/blocks";
import { holdFloat32 } from "@tresnet/engine";
import type { AnyObjective, Divisor } from "../objectives/objective.ts";
import type { State } from "./state.ts";

/** What to differentiate. */
export interface Differentiated {
  /** Maps images to what the objective takes. */
  readonly forward: Module["forward"];
  /** The weights to differentiate by. */
  readonly trained: State;
  readonly context: Context;
  readonly objective: AnyObjective;
  /** What the differentiated loss is a multiple of, float32 scalar. @default 1 */
  readonly share?: tf.Scalar;
  /** What a loss is divided by that is not averaged by images. @default its own count */
  readonly divisor?: Divisor;
}

/** The loss of a batch, how many of its images are answered right, and the gradients by weight name. */
export interface LossAndGradients {
  readonly loss: tf.Scalar;
  /** The losses that `loss` is the sum of, as the objective names them; none where it names none. */
  readonly parts: readonly tf.Scalar[];
  readonly correct: tf.Scalar;
  /** By the share of `loss` that was differentiated. */
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
}

/**
 * Runs a model on images float32 [n, h, w, c] with the targets of its objective and differentiates the loss.
 *
 * Nothing is differentiated below the first trained weight: frozen stages have no backward pass.
 * @throws RangeError that names a trained weight which the loss does not depend on.
 */
export function lossAndGradients(
  { forward, trained, context, objective, share, divisor }: Differentiated,
  images: tf.Tensor4D,
  targets: tf.Tensor,
): LossAndGradients {
  let kept: readonly tf.Scalar[] = [];
  const { value, grads } = tf.variableGrads(() => {
    const outputs = forward(images, context);
    const losses = objective.parts?.losses(outputs, targets, divisor) ?? [];
    const whole = losses.length === 0 ? objective.loss(outputs, targets, divisor) : tf.addN<tf.Scalar>([...losses]);
    const numbers = [objective.correct(outputs, targets), ...losses];
    const differentiated = share === undefined ? whole : tf.mul<tf.Scalar>(whole, share);
    // Whatever this function makes is released after it, except what is kept: last, so that nothing fails after it.
    kept = [...numbers, ...(share === undefined ? [] : [whole])].map((number) => tf.keep(number));
    return differentiated;
  }, [...trained.values()]);
  const [correct = tf.scalar(0), ...rest] = kept.map((number) => number.clone());
  const [loss = value, parts] = share === undefined ? [value, rest] : [rest.at(-1), rest.slice(0, -1)];
  tf.dispose([...kept]);
  const gradients = new Map([...trained].map(([name, { name: id }]) => [name, gradientOf(name, grads[id])]));
  return { loss, parts, correct, gradients };
}

function gradientOf(name: string, gradient: tf.Tensor | undefined): tf.Tensor {
  if (gradient !== undefined) return holdFloat32(gradient);
  throw new RangeError(
    `createTrainStep: expected every trained weight to have a gradient, got none for "${name}". Leave it out of \`trainable\`, or use it in forward.`,
  );
}
