import type { Rank, Tensor } from "@tensorflow/tfjs-core";
import { ones, Weight, zeros } from "@tresnet/blocks";
import { layerNorm } from "@tresnet/tensor-ops";

/** Added to the variance: PyTorch's default. */
const epsilon = 1e-5;

/** A layer norm with its scale and offset: float32 [..., channels] → float32 [..., channels]. */
export class LayerNorm {
  /** The scale, float32 [channels]. */
  readonly weight: Weight<Rank.R1>;
  /** The offset, float32 [channels]. */
  readonly bias: Weight<Rank.R1>;

  constructor(channels: number) {
    this.weight = new Weight<Rank.R1>([channels], ones);
    this.bias = new Weight<Rank.R1>([channels], zeros);
  }

  /** The number added to the variance before its root is taken. */
  get epsilon(): number {
    return epsilon;
  }

  forward<T extends Tensor>(x: T): T {
    return layerNorm(x, this.weight.variable, this.bias.variable, epsilon);
  }
}
