import { type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import type { Cost, MapShape } from "../module/cost.ts";
import { zeros } from "../module/initializers.ts";
import type { Layer } from "../module/layer.ts";
import type { Context } from "../module/module.ts";
import { averageShortcut } from "./average-shortcut.ts";
import { ConvNormAct } from "./conv-norm-act.ts";
import { type BlockOptions, blockSlope, joinResidual, residualCost, runShortcut } from "./residual.ts";
import { SqueezeExcite } from "./squeeze-excite.ts";

/**
 * Residual block of a 3×3 convolution between two 1×1 ones, for the late stages; it ends with four times its channels.
 *
 * float32 [n, h, w, inChannels] → float32 [n, ⌈h/stride⌉, ⌈w/stride⌉, 4·channels].
 * @see TResNet §2.4 (timm models/tresnet.py, Bottleneck)
 */
export class Bottleneck implements Layer {
  /** The layers of the shortcut; undefined where the input itself is the shortcut. */
  readonly downsample?: readonly Layer[];
  /** The 1×1 convolution to `channels`, with norm and leaky ReLU. */
  readonly conv1: ConvNormAct;
  /** The 3×3 convolution that may halve the map, with norm and leaky ReLU. */
  readonly conv2: ConvNormAct;
  /** Squeeze-excite between the 3×3 and the last convolution; undefined in stages without it. */
  readonly se?: SqueezeExcite;
  /** The 1×1 convolution to 4·channels, with its norm and no activation. */
  readonly conv3: ConvNormAct;
  readonly #dropPathRate: number;

  constructor(inChannels: number, channels: number, options: BlockOptions = {}) {
    const { stride = 1, antiAliasing = true, squeezed, dropPathRate = 0, inPlace = false } = options;
    const norm = { slope: blockSlope, inPlace };
    const downsample = averageShortcut(inChannels, 4 * channels, stride);
    if (downsample !== undefined) this.downsample = downsample;
    this.conv1 = new ConvNormAct(inChannels, channels, norm);
    this.conv2 = new ConvNormAct(channels, channels, { kernelSize: 3, stride, antiAliasing, ...norm });
    if (squeezed !== undefined) this.se = new SqueezeExcite(channels, squeezed);
    // A scale of 0 starts the block as its shortcut.
    this.conv3 = new ConvNormAct(channels, 4 * channels, { scale: zeros });
    this.#dropPathRate = dropPathRate;
  }

  /** Runs the block: float32 [n, h, w, inChannels] → float32 [n, ⌈h/stride⌉, ⌈w/stride⌉, 4·channels]. */
  forward(x: Tensor4D, context: Context): Tensor4D {
    return tidy(() => {
      const shortcut = runShortcut(this.downsample, x, context); // [n, h/s, w/s, 4c]
      let y = this.conv1.forward(x, context); // [n, h, w, c]
      y = this.conv2.forward(y, context); // [n, h/s, w/s, c]
      y = this.se?.forward(y) ?? y;
      y = this.conv3.forward(y, context); // [n, h/s, w/s, 4c]
      return joinResidual(y, shortcut, this.#dropPathRate, context);
    });
  }

  /** Counts the multiply-adds of both branches for one image whose map has this shape. */
  cost(shape: MapShape): Cost {
    return residualCost([this.conv1, this.conv2, this.se, this.conv3], this.downsample, shape);
  }
}
