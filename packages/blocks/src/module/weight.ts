import { type Rank, type ShapeMap, tensor, tidy, type Variable, variable } from "@tensorflow/tfjs-core";
import type { Initializer, InitialSeed } from "./initializers.ts";

/**
 * A weight of a module: its shape from the start, its values once it is initialized.
 *
 * A network can so be built, counted and compared with a checkpoint without TensorFlow and without memory for its
 * weights.
 */
export class Weight<R extends Rank = Rank> {
  /** The sizes of the axes, in our layouts: kernels [h, w, in, out], dense weights [in, out]. */
  readonly shape: ShapeMap[R];
  /** Whether gradients change the weight; false for running statistics, which training gathers. */
  readonly trainable: boolean;
  readonly #initializer: Initializer;
  #variable: Variable<R> | undefined;

  constructor(shape: ShapeMap[R], initializer: Initializer, { trainable = true } = {}) {
    this.shape = shape;
    this.trainable = trainable;
    this.#initializer = initializer;
  }

  /** The number of values. */
  get size(): number {
    return this.shape.reduce((product, length) => product * length, 1);
  }

  /**
   * The weight's values, float32 [...shape].
   * @throws Error before `initialize` and after `dispose`.
   */
  get variable(): Variable<R> {
    if (this.#variable !== undefined) return this.#variable;
    throw new Error(`Weight [${this.shape.join(", ")}] has no values. Call initializeWeights(module, seed) first.`);
  }

  /** Makes the variable; a weight that has one already keeps its values. */
  initialize(seed: InitialSeed): void {
    this.#variable ??= tidy(() => variable(this.#initializer<R>(this.shape, seed), this.trainable));
  }

  /**
   * Gives the weight new values, in row-major order; a variable that exists stays the same object.
   * @throws Error when there are more or fewer values than the shape takes.
   */
  assign(values: Float32Array): void {
    tidy(() => {
      const filled = tensor<R>(values, this.shape);
      if (this.#variable === undefined) this.#variable = variable(filled, this.trainable);
      else this.#variable.assign(filled);
    });
  }

  /** Releases the variable; `initialize` or `assign` make another one. */
  dispose(): void {
    this.#variable?.dispose();
    this.#variable = undefined;
  }
}
