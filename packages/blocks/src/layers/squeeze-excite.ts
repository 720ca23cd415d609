import { type Rank, reshape, type Tensor1D, type Tensor2D, type Tensor4D } from "@tensorflow/tfjs-core";
import { squeezeExcite } from "@tresnet/tensor-ops";
import type { Cost, MapShape } from "../module/cost.ts";
import { kaimingFanOut, zeros } from "../module/initializers.ts";
import type { Layer } from "../module/layer.ts";
import { Weight } from "../module/weight.ts";

/**
 * Weighs every channel by a gate that is computed from all channels' means.
 *
 * float32 [n, h, w, channels] → float32 [same].
 * @see Hu et al. 2018, https://arxiv.org/abs/1709.01507; TResNet §2.4 for where it pays
 */
export class SqueezeExcite implements Layer {
  /** The dense layer from the channels' means to `reduced` numbers, under timm's name. */
  readonly fc1: GateLayer;
  /** The dense layer from `reduced` numbers to one gate per channel, under timm's name. */
  readonly fc2: GateLayer;

  constructor(channels: number, reduced: number) {
    this.fc1 = new GateLayer(channels, reduced);
    this.fc2 = new GateLayer(reduced, channels);
  }

  /** Weighs the channels: float32 [n, h, w, channels] → float32 [same]. */
  forward(x: Tensor4D): Tensor4D {
    return squeezeExcite(x, this.fc1.matrix(), this.fc1.offset(), this.fc2.matrix(), this.fc2.offset());
  }

  /** Counts the multiply-adds of both dense layers for one image; the shape stays. */
  cost(shape: MapShape): Cost {
    return { multiplyAdds: this.fc1.weight.size + this.fc2.weight.size, shape };
  }
}

/** A dense layer whose weights are those of a 1×1 convolution, as timm keeps them. */
class GateLayer {
  /** The kernel, float32 [1, 1, inChannels, outChannels]. */
  readonly weight: Weight<Rank.R4>;
  /** The number added to each output, float32 [outChannels]. */
  readonly bias: Weight<Rank.R1>;

  constructor(inChannels: number, outChannels: number) {
    this.weight = new Weight<Rank.R4>([1, 1, inChannels, outChannels], kaimingFanOut(1, 1, outChannels));
    this.bias = new Weight<Rank.R1>([outChannels], zeros);
  }

  matrix(): Tensor2D {
    const [, , inChannels, outChannels] = this.weight.shape;
    return reshape(this.weight.variable, [inChannels, outChannels]);
  }

  offset(): Tensor1D {
    return this.bias.variable;
  }
}
