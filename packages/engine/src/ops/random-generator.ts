/** Draws random numbers in traced functions too: by TensorFlow's stateless ops, keyed by a variable. */
import * as tf from "@tensorflow/tfjs-core";
import { runOp } from "../backend/run-op.ts";
import { attr } from "../native/op-attributes.ts";
import { checkSeed } from "./check-seed.ts";

/**
 * Draws random numbers that a seed repeats, the same eagerly and traced.
 *
 * `state` holds the seed and the number of draws so far; each draw is keyed by it and advances it. As a `tf.Variable`
 * it is state of a traced function, so every call draws anew, and it can be saved and restored like a weight.
 */
export class RandomGenerator {
  /** The seed and how many draws there were so far: int32 [2]. */
  readonly state: tf.Variable<tf.Rank.R1>;

  /**
   * Makes a generator that has drawn nothing yet.
   * @param seed a whole number in [−2³¹, 2³¹)
   * @throws RangeError for any other number.
   */
  constructor(seed: number) {
    checkSeed("RandomGenerator", seed);
    this.state = tf.tidy(() => tf.variable(tf.tensor1d([seed, 0], "int32"), false));
  }

  /** Draws numbers uniformly from [min, max) → float32 `shape`. */
  uniform(shape: readonly number[], min = 0, max = 1): tf.Tensor {
    return tf.tidy(() => tf.add(tf.mul(this.#draw("StatelessRandomUniform", shape), max - min), min));
  }

  /** Draws numbers from the normal distribution of the given mean and standard deviation → float32 `shape`. */
  normal(shape: readonly number[], mean = 0, standardDeviation = 1): tf.Tensor {
    return tf.tidy(() => tf.add(tf.mul(this.#draw("StatelessRandomNormal", shape), standardDeviation), mean));
  }

  /**
   * Draws 1 with the given probability and 0 otherwise → float32 `shape`.
   * @throws RangeError when the probability is outside of [0, 1].
   */
  bernoulli(shape: readonly number[], probability: number): tf.Tensor {
    if (!(probability >= 0 && probability <= 1)) {
      throw new RangeError(`bernoulli: probability must be in [0, 1], got ${probability}.`);
    }
    return tf.tidy(() => tf.cast(tf.less(this.#draw("StatelessRandomUniform", shape), probability), "float32"));
  }

  /**
   * Runs `action` and returns its result; the action draws what was drawn after `state`, and the generator then goes on
   * from where it was.
   * @param state an earlier clone of this generator's state, int32 [2]
   */
  replay<T>(state: tf.Tensor1D, action: () => T): T {
    const present = this.state.clone();
    this.state.assign(state);
    try {
      return action();
    } finally {
      this.state.assign(present);
      present.dispose();
    }
  }

  /** Releases the state; the generator can't draw any more. */
  dispose(): void {
    this.state.dispose();
  }

  #draw(op: string, shape: readonly number[]): tf.Tensor {
    const [values] = runOp(op, [tf.tensor1d([...shape], "int32"), this.state], {
      dtype: attr.type("float32"),
      T: attr.type("int32"),
      Tseed: attr.type("int32"),
    });
    this.state.assign(tf.add(this.state, tf.tensor1d([0, 1], "int32")));
    if (values === undefined) throw new Error(`RandomGenerator: ${op} gave no output.`);
    return values;
  }
}
