import type { Tensor4D } from "@tensorflow/tfjs-core";
import { blurPool } from "@tresnet/tensor-ops";
import { type Cost, chainCost, type MapShape, strided } from "../module/cost.ts";
import type { Layer } from "../module/layer.ts";
import type { Context } from "../module/module.ts";
import { BatchNorm, type BatchNormOptions } from "./batch-norm.ts";
import { Convolution } from "./convolution.ts";
import { convolveAndNormalize } from "./convolve-and-normalize.ts";

/** How a `ConvNormAct` is built. */
export interface ConvNormActOptions extends BatchNormOptions {
  /** Height and width of the kernel, odd. @default 1 */
  readonly kernelSize?: number;
  /** The step between the pixels that are kept; 2 halves the map. @default 1 */
  readonly stride?: 1 | 2;
  /** Whether a blur pool after the activation halves the map, and not the convolution's stride. @default true */
  readonly antiAliasing?: boolean;
}

/**
 * Convolution, batch norm, leaky ReLU and blur pool, in that order; the last two where the options ask for them.
 *
 * float32 [n, h, w, inChannels] → float32 [n, ⌈h/stride⌉, ⌈w/stride⌉, outChannels].
 * @see TResNet §2.1, https://arxiv.org/abs/2003.13630 (timm layers/conv_bn_act.py)
 */
export class ConvNormAct implements Layer {
  /** The convolution, without bias. */
  readonly conv: Convolution;
  /** The batch norm, with the leaky ReLU. */
  readonly bn: BatchNorm;
  readonly #blurs: boolean;

  constructor(inChannels: number, outChannels: number, options: ConvNormActOptions = {}) {
    const { kernelSize = 1, stride = 1, antiAliasing = true, ...norm } = options;
    this.conv = new Convolution(inChannels, outChannels, { kernelSize, stride: antiAliasing ? 1 : stride });
    this.bn = new BatchNorm(outChannels, norm);
    this.#blurs = antiAliasing && stride === 2;
  }

  /** Whether a blur pool after the activation halves the map. */
  get blurs(): boolean {
    return this.#blurs;
  }

  /** Runs the layers: float32 [n, h, w, inChannels] → float32 [n, ⌈h/stride⌉, ⌈w/stride⌉, outChannels]. */
  forward(x: Tensor4D, context: Context): Tensor4D {
    // [n, h, w, outChannels], halved where nothing blurs
    const y = convolveAndNormalize(this.conv, this.bn, x, context);
    return this.#blurs ? blurPool(y) : y;
  }

  /** Counts the multiply-adds of convolution and blur for one image whose map has this shape. */
  cost(shape: MapShape): Cost {
    const { multiplyAdds, shape: full } = chainCost([this.conv, this.bn], shape);
    if (!this.#blurs) return { multiplyAdds, shape: full };
    const halved = strided(full, 2);
    return { multiplyAdds: multiplyAdds + 9 * halved.height * halved.width * halved.channels, shape: halved };
  }
}
