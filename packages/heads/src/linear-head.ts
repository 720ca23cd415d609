/** The plain classification head: one dense layer. */
import { add, matMul, type Rank, type Tensor2D } from "@tensorflow/tfjs-core";
import { type Context, normal, randomOf, Weight, zeros } from "@tresnet/blocks";
import { ShapeError } from "@tresnet/engine";
import { dropout } from "@tresnet/tensor-ops";

/** How a `LinearHead` is built. */
export interface LinearHeadOptions {
  /** Probability that training drops a feature, from 0 to below 1. @default 0 */
  readonly dropRate?: number;
}

/**
 * A linear classification head: features float32 [n, features] → logits float32 [n, classes].
 *
 * Field names are timm's, so that it can take the place of a model's classifier; `initializeWeights` gives it its first
 * values.
 */
export class LinearHead {
  /** The matrix, float32 [features, classes]; first values are normal with a standard deviation of 0.01, as timm's. */
  readonly weight: Weight<Rank.R2>;
  /** The number added to each logit, float32 [classes]; first values are 0. */
  readonly bias: Weight<Rank.R1>;
  readonly #dropRate: number;

  /** @throws RangeError when features or classes is no whole number of 1 or more, or dropRate is outside of [0, 1). */
  constructor(features: number, classes: number, { dropRate = 0 }: LinearHeadOptions = {}) {
    for (const [what, count] of Object.entries({ features, classes })) {
      if (!Number.isInteger(count) || count < 1) {
        throw new RangeError(
          `LinearHead: ${what} must be a whole number of 1 or more, got ${count}. Pass how many there are.`,
        );
      }
    }
    if (!(dropRate >= 0 && dropRate < 1)) {
      throw new RangeError(
        `LinearHead: dropRate must be at least 0 and below 1, got ${dropRate}. Use 0 for no dropout.`,
      );
    }
    this.weight = new Weight<Rank.R2>([features, classes], normal(0.01));
    this.bias = new Weight<Rank.R1>([classes], zeros);
    this.#dropRate = dropRate;
  }

  /**
   * Computes logits, some features dropped in training: float32 [n, features] → float32 [n, classes].
   * @throws ShapeError when the features are not [n, features].
   */
  forward(features: Tensor2D, context: Context): Tensor2D {
    const [expected] = this.weight.shape;
    if (features.rank !== 2 || features.shape[1] !== expected) {
      throw new ShapeError(
        `LinearHead: expected features [n, ${expected}], got [${features.shape.join(", ")}]. Pool the map, or make the head for its channels.`,
      );
    }
    const drops = context.training && this.#dropRate > 0;
    const kept = drops ? dropout(features, this.#dropRate, randomOf(context, "LinearHead")) : features;
    return add(matMul<Tensor2D>(kept, this.weight.variable), this.bias.variable); // [n, classes]
  }
}
