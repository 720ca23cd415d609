/** The exponential moving average of a model's weights and statistics (EMA). */
import * as tf from "@tensorflow/tfjs-core";
import { checkRange } from "../check.ts";
import { entryOf } from "../optimizers/optimizer.ts";

/** How a `WeightAverage` averages. */
export interface WeightAverageOptions {
  /** The share of the average that each update keeps, 0 to 1. @default 0.9998 */
  readonly decay?: number;
  /** Whether less is kept at first, so that a short run's average is not made of its first weights. @default true */
  readonly warmup?: boolean;
}

/**
 * Averages weights and running statistics over time: `average = decay · average + (1 − decay) · weight` at each update.
 *
 * With warm-up, update t = 1, 2, … keeps at most `1 − t^(−2/3)`, as timm's ModelEmaV3 does: the first update copies the
 * weights.
 * @see Polyak and Juditsky 1992, https://doi.org/10.1137/0330046 (timm utils/model_ema.py)
 */
export class WeightAverage {
  /** The averages by weight name, and `updates`, their number so far. */
  readonly variables: ReadonlyMap<string, tf.Variable>;
  readonly #weights: ReadonlyMap<string, tf.Variable>;
  readonly #averages: ReadonlyMap<string, tf.Variable>;
  readonly #updates: tf.Variable;
  readonly #decay: number;
  readonly #warmup: boolean;
  #users = 0;

  /**
   * Starts from the present values of `weights`.
   * @throws RangeError when decay is outside of [0, 1].
   */
  constructor(weights: ReadonlyMap<string, tf.Variable>, { decay = 0.9998, warmup = true }: WeightAverageOptions = {}) {
    checkRange("WeightAverage", "decay", decay, 0, 1);
    this.#decay = decay;
    this.#warmup = warmup;
    this.#weights = weights;
    this.#averages = new Map(
      [...weights].map(([name, weight]) => [name, tf.tidy(() => tf.variable(weight.clone(), false))]),
    );
    this.#updates = tf.tidy(() => tf.variable(tf.scalar(0, "int32"), false));
    this.variables = new Map([...this.#averages, ["updates", this.#updates]]);
  }

  /** Moves the averages towards the present weights; works eagerly and in a trace. */
  update(): void {
    tf.tidy(() => {
      this.#updates.assign(tf.add(this.#updates, tf.scalar(1, "int32")));
      const rest = 1 - this.#decay;
      const share = this.#warmup
        ? tf.maximum(tf.pow(tf.cast(this.#updates, "float32"), -2 / 3), rest)
        : tf.scalar(rest);
      for (const [name, average] of this.#averages) {
        const weight = entryOf(this.#weights, name, "WeightAverage");
        // Moving by a share of the difference leaves an average that equals its weight as it is, to the bit.
        tf.tidy(() => average.assign(tf.add(average, tf.mul(tf.sub(weight, average), share))));
      }
    });
  }

  /**
   * Runs `work` with the averages in the model's place, and puts the weights back whatever happens.
   *
   * Not within a trace, and not while a training step runs. Several works at once share the averages; the weights are
   * back when the last of them has ended.
   */
  async use<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#users === 0) this.#swap();
    this.#users++;
    try {
      return await work();
    } finally {
      this.#users--;
      if (this.#users === 0) this.#swap();
    }
  }

  /** Releases the averages; the weights stay. */
  dispose(): void {
    tf.dispose([...this.variables.values()]);
  }

  #swap(): void {
    for (const [name, average] of this.#averages) {
      const weight = entryOf(this.#weights, name, "WeightAverage");
      tf.tidy(() => {
        const value = weight.clone();
        weight.assign(average);
        average.assign(value);
      });
    }
  }
}
