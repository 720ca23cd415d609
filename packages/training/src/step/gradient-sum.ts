/** Gradients of several batches, for a step on all of them together. */
import * as tf from "@tensorflow/tfjs-core";
import { entryOf, zeroSlots } from "../optimizers/optimizer.ts";
import type { State } from "./state.ts";

const who = "GradientSum";

/** The gradients that wait for the next step: a variable per weight, and the number of their batches. */
export class GradientSum {
  /** The sums as `<weight>.sum`, and their number as `batches`: to be saved and restored with the weights. */
  readonly variables: State;
  readonly #sums: State;
  readonly #batches: tf.Variable;

  constructor(weights: State) {
    this.#sums = new Map(zeroSlots(weights, "sum"));
    this.#batches = tf.tidy(() => tf.variable(tf.scalar(0, "int32"), false));
    this.variables = new Map([...this.#sums, ["batches", this.#batches]]);
  }

  /** Adds the gradients of a batch. */
  add(gradients: ReadonlyMap<string, tf.Tensor>): void {
    for (const [name, gradient] of gradients) {
      const sum = entryOf(this.#sums, `${name}.sum`, who);
      tf.tidy(() => sum.assign(tf.add(sum, gradient)));
    }
    tf.tidy(() => this.#batches.assign(tf.add(this.#batches, tf.scalar(1, "int32"))));
  }

  /** The mean of these gradients and those that wait, keyed as they are. */
  mean(gradients: ReadonlyMap<string, tf.Tensor>): ReadonlyMap<string, tf.Tensor> {
    const share = tf.div(1, tf.add(tf.cast(this.#batches, "float32"), 1));
    return new Map(
      [...gradients].map(([name, gradient]) => [
        name,
        tf.mul(tf.add(entryOf(this.#sums, `${name}.sum`, who), gradient), share),
      ]),
    );
  }

  /** Forgets what waits. */
  clear(): void {
    for (const variable of this.variables.values()) tf.tidy(() => variable.assign(tf.zerosLike(variable)));
  }

  dispose(): void {
    tf.dispose([...this.variables.values()]);
  }
}
