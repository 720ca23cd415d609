import { add, mul, type Rank, rsqrt, sub, type Tensor1D, type Tensor4D } from "@tensorflow/tfjs-core";
import {
  type BatchNormResult,
  batchNormAcross,
  batchNormInference,
  batchNormLeakyReluTraining,
  batchNormTraining,
  leakyRelu,
} from "@tresnet/tensor-ops";
import type { Cost, MapShape } from "../module/cost.ts";
import { type Initializer, ones, zeros } from "../module/initializers.ts";
import type { Layer } from "../module/layer.ts";
import type { Context } from "../module/module.ts";
import { Weight } from "../module/weight.ts";

/** Added to the variance: PyTorch's default. */
const epsilon = 1e-5;
/** The share of the old running statistics in the new ones: 1 − PyTorch's momentum of 0.1. */
const decay = 0.9;

/** How a `BatchNorm` is built. */
export interface BatchNormOptions {
  /** Slope of the leaky ReLU after the norm, in (0, 1]. @default no activation */
  readonly slope?: number;
  /** Whether the backward pass recovers the input from the output: less memory, more time. @default false */
  readonly inPlace?: boolean;
  /** Makes the first values of the scale. @default all 1 */
  readonly scale?: Initializer;
}

/**
 * Batch normalization, followed by a leaky ReLU where the options give a slope.
 *
 * float32 [n, h, w, channels] → float32 [same]. In training it normalizes with the batch's statistics and reports new
 * running statistics, 0.9·old + 0.1·batch; in inference, and where the context says that its scale is frozen, it uses
 * these. Where the context has `parts`, the batch is that of all processes, and `inPlace` changes nothing.
 */
export class BatchNorm implements Layer {
  /** The scale γ, float32 [channels]. */
  readonly weight: Weight<Rank.R1>;
  /** The offset β, float32 [channels]. */
  readonly bias: Weight<Rank.R1>;
  /** The mean that training gathers and inference uses, float32 [channels]. */
  readonly runningMean: Weight<Rank.R1>;
  /** The variance that training gathers and inference uses, float32 [channels]. */
  readonly runningVar: Weight<Rank.R1>;
  /** The batches that a loaded checkpoint says it saw: kept for the next checkpoint, used by nothing. */
  batchesTracked = 0n;
  readonly #slope: number | undefined;
  readonly #inPlace: boolean;

  constructor(channels: number, { slope, inPlace = false, scale = ones }: BatchNormOptions = {}) {
    this.weight = new Weight<Rank.R1>([channels], scale);
    this.bias = new Weight<Rank.R1>([channels], zeros);
    this.runningMean = new Weight<Rank.R1>([channels], zeros, { trainable: false });
    this.runningVar = new Weight<Rank.R1>([channels], ones, { trainable: false });
    this.#slope = slope;
    this.#inPlace = inPlace;
  }

  /** The number added to the variance before its root is taken. */
  get epsilon(): number {
    return epsilon;
  }

  /** The slope of the leaky ReLU after the norm, in (0, 1]; undefined where none follows. */
  get slope(): number | undefined {
    return this.#slope;
  }

  /**
   * Normalizes and activates, float32 [n, h, w, channels] → float32 [same].
   * @throws ShapeError when x has other channels, or in training one value a channel only.
   */
  forward(x: Tensor4D, context: Context): Tensor4D {
    const { variable: scale } = this.weight;
    const { variable: offset } = this.bias;
    const gathers = this.gathers(context);
    if (gathers && context.parts !== undefined) {
      return this.activate(this.#gather(batchNormAcross(x, scale, offset, epsilon, context.parts), context));
    }
    if (gathers && this.#inPlace && this.#slope !== undefined) {
      return this.#gather(batchNormLeakyReluTraining(x, scale, offset, this.#slope, epsilon), context);
    }
    return this.activate(
      gathers ? this.#gather(batchNormTraining(x, scale, offset, epsilon), context) : this.#normalize(x),
    );
  }

  /** Whether the norm uses the batch's statistics in this context, and gathers them into the running ones. */
  gathers({ training, frozen }: Context): boolean {
    return training && frozen?.has(this.weight.variable) !== true;
  }

  /** The norm by running statistics as x · factor + offset, both float32 [channels], before the activation. */
  affine(): { readonly factor: Tensor1D; readonly offset: Tensor1D } {
    const factor = mul<Tensor1D>(this.weight.variable, rsqrt(add<Tensor1D>(this.runningVar.variable, epsilon)));
    return { factor, offset: sub(this.bias.variable, mul(this.runningMean.variable, factor)) };
  }

  /** Applies the leaky ReLU that follows the norm, where it has one: float32 [n, h, w, channels] → float32 [same]. */
  activate(y: Tensor4D): Tensor4D {
    return this.#slope === undefined ? y : leakyRelu(y, this.#slope);
  }

  /** Counts nothing: norms and activations have no multiply-adds here, and the shape stays. */
  cost(shape: MapShape): Cost {
    return { multiplyAdds: 0, shape };
  }

  /** Averages a batch's statistics into the running ones. */
  #gather({ y, mean, variance }: BatchNormResult, context: Context): Tensor4D {
    context.update(this.runningMean.variable, average(this.runningMean.variable, mean));
    context.update(this.runningVar.variable, average(this.runningVar.variable, variance));
    return y;
  }

  #normalize(x: Tensor4D): Tensor4D {
    const { variable: mean } = this.runningMean;
    const { variable: variance } = this.runningVar;
    return batchNormInference(x, this.weight.variable, this.bias.variable, mean, variance, epsilon);
  }
}

function average(running: Tensor1D, batch: Tensor1D): Tensor1D {
  return add(mul(running, decay), mul(batch, 1 - decay));
}
