/** ResNet's stem, to measure what TResNet's saves. */
import { maxPool, type Tensor4D } from "@tensorflow/tfjs-core";
import {
  BatchNorm,
  type BatchNormOptions,
  type Context,
  Convolution,
  type Cost,
  convolveAndNormalize,
  type Layer,
  type MapShape,
  strided,
} from "@tresnet/blocks";

/**
 * ResNet's stem: a 7×7 convolution with its norm and activation, then a 3×3 maximum, both with stride 2.
 *
 * float32 [n, h, w, inChannels] → float32 [n, ⌈h/4⌉, ⌈w/4⌉, outChannels].
 * @see He et al. 2015, https://arxiv.org/abs/1512.03385, table 1
 */
export class ConvolutionStem implements Layer {
  /** The 7×7 convolution with stride 2, without bias. */
  readonly conv: Convolution;
  /** The batch norm, with the leaky ReLU. */
  readonly bn: BatchNorm;

  constructor(inChannels: number, outChannels: number, norm: BatchNormOptions) {
    this.conv = new Convolution(inChannels, outChannels, { kernelSize: 7, stride: 2 });
    this.bn = new BatchNorm(outChannels, norm);
  }

  /** Runs the stem: float32 [n, h, w, inChannels] → float32 [n, ⌈h/4⌉, ⌈w/4⌉, outChannels]. */
  forward(x: Tensor4D, context: Context): Tensor4D {
    const y = convolveAndNormalize(this.conv, this.bn, x, context); // [n, h/2, w/2, outChannels]
    return maxPool(y, 3, 2, "same"); // [n, h/4, w/4, outChannels]
  }

  /** Counts the multiply-adds of the convolution for one image of this shape. */
  cost(shape: MapShape): Cost {
    const { multiplyAdds, shape: halved } = this.conv.cost(shape);
    return { multiplyAdds, shape: strided(halved, 2) };
  }
}
