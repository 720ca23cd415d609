import { add, matMul, type Rank, type Tensor2D } from "@tensorflow/tfjs-core";
import { normal, Weight, zeros } from "@tresnet/blocks";

/**
 * A dense layer inside of a head: float32 [n, features] → float32 [n, outputs].
 *
 * Weights start with the variance that PyTorch gives its linear layers, 1 / (3·features), biases with 0.
 */
export class Linear {
  /** The matrix, float32 [features, outputs]. */
  readonly weight: Weight<Rank.R2>;
  /** The number added to each output, float32 [outputs]. */
  readonly bias: Weight<Rank.R1>;

  constructor(features: number, outputs: number) {
    this.weight = new Weight<Rank.R2>([features, outputs], normal(Math.sqrt(1 / (3 * features))));
    this.bias = new Weight<Rank.R1>([outputs], zeros);
  }

  forward(x: Tensor2D): Tensor2D {
    return add(matMul<Tensor2D>(x, this.weight.variable), this.bias.variable);
  }
}
