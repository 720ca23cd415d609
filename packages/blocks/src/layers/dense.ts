import { add, matMul, type Rank, type Tensor2D } from "@tensorflow/tfjs-core";
import { normal, zeros } from "../module/initializers.ts";
import { Weight } from "../module/weight.ts";

/** A dense layer: float32 [n, features] → float32 [n, classes]. */
export class Dense {
  /** The matrix, float32 [features, classes]; first values are normal with a standard deviation of 0.01, as timm's. */
  readonly weight: Weight<Rank.R2>;
  /** The number added to each output, float32 [classes]; first values are 0. */
  readonly bias: Weight<Rank.R1>;

  constructor(features: number, classes: number) {
    this.weight = new Weight<Rank.R2>([features, classes], normal(0.01));
    this.bias = new Weight<Rank.R1>([classes], zeros);
  }

  /** Computes x · weight + bias: float32 [n, features] → float32 [n, classes]. */
  forward(x: Tensor2D): Tensor2D {
    return add(matMul<Tensor2D>(x, this.weight.variable), this.bias.variable);
  }
}
