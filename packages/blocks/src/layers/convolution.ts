import { conv2d, pad, type Rank, type Tensor4D } from "@tensorflow/tfjs-core";
import { ShapeError } from "@tresnet/engine";
import { biasAdd, pointwiseConvolution, sameConvolution } from "@tresnet/tensor-ops";
import { type Cost, type MapShape, strided } from "../module/cost.ts";
import { type Initializer, kaimingFanOut, zeros } from "../module/initializers.ts";
import type { Layer } from "../module/layer.ts";
import type { Context } from "../module/module.ts";
import { Weight } from "../module/weight.ts";

/** How a `Convolution` is built. */
export interface ConvolutionOptions {
  /** Height and width of the kernel, odd. @default 1 */
  readonly kernelSize?: number;
  /** The step between the pixels that are kept, along both axes. @default 1 */
  readonly stride?: number;
  /** Whether a learned number is added to each channel, which starts as 0 or as an initializer says. @default false */
  readonly bias?: boolean | Initializer;
  /** Makes the first values of the kernel. @default kaimingFanOut */
  readonly kernel?: Initializer;
}

/**
 * A square convolution, zeros around the borders.
 *
 * float32 [n, h, w, inChannels] → float32 [n, ⌈h/stride⌉, ⌈w/stride⌉, outChannels].
 */
export class Convolution implements Layer {
  /** The kernel, float32 [kernelSize, kernelSize, inChannels, outChannels]. */
  readonly weight: Weight<Rank.R4>;
  /** The number added to each channel, float32 [outChannels]; undefined where the options ask for none. */
  readonly bias?: Weight<Rank.R1>;
  readonly #stride: number;

  constructor(inChannels: number, outChannels: number, options: ConvolutionOptions = {}) {
    const { kernelSize = 1, stride = 1, bias = false } = options;
    const { kernel = kaimingFanOut(kernelSize, kernelSize, outChannels) } = options;
    this.weight = new Weight<Rank.R4>([kernelSize, kernelSize, inChannels, outChannels], kernel);
    if (bias !== false) this.bias = new Weight<Rank.R1>([outChannels], bias === true ? zeros : bias);
    this.#stride = stride;
  }

  /** The step between the pixels that are kept, along both axes. */
  get stride(): number {
    return this.#stride;
  }

  /**
   * Convolves: float32 [n, h, w, inChannels] → float32 [n, ⌈h/stride⌉, ⌈w/stride⌉, outChannels].
   * @throws ShapeError when x does not have `inChannels`.
   */
  forward(x: Tensor4D, context: Context): Tensor4D {
    const y = this.apply(x, this.weight.variable, context);
    return this.bias === undefined ? y : biasAdd(y, this.bias.variable);
  }

  /**
   * Convolves with another kernel of the weight's shape, and adds no bias.
   * @throws ShapeError when x does not have `inChannels`.
   */
  apply(x: Tensor4D, kernel: Tensor4D, { training, frozen }: Context): Tensor4D {
    const [kernelSize, , inChannels] = this.weight.shape;
    if (x.shape[3] !== inChannels) {
      throw new ShapeError(
        `Convolution: expected ${inChannels} channels, got [${x.shape.join(", ")}]. Check inChannels.`,
      );
    }
    if (this.#stride !== 1) return convolve(x, kernel, this.#stride);
    if (kernelSize !== 1) return sameConvolution(x, kernel);
    // As matrix products the gradients are faster, and the convolution itself is slower.
    const learns = training && frozen?.has(this.weight.variable) !== true;
    return learns ? pointwiseConvolution(x, kernel) : convolve(x, kernel, 1);
  }

  /** Counts the multiply-adds for one image whose map has this shape. */
  cost(shape: MapShape): Cost {
    const [height, width, inChannels, outChannels] = this.weight.shape;
    const output = { ...strided(shape, this.#stride), channels: outChannels };
    return { multiplyAdds: output.height * output.width * height * width * inChannels * outChannels, shape: output };
  }
}

function convolve(x: Tensor4D, kernel: Tensor4D, stride: number): Tensor4D {
  const border = (kernel.shape[0] - 1) / 2;
  if (border === 0) return conv2d(x, kernel, stride, "same");
  // With a stride TensorFlow's "same" pads even sizes on one side only, PyTorch on both.
  const padded = pad(x, [
    [0, 0],
    [border, border],
    [border, border],
    [0, 0],
  ]);
  return conv2d(padded, kernel, stride, "valid");
}
