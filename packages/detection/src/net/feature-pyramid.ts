import { add, image, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { type Context, Convolution, type Cost, kaimingUniform, type MapShape } from "@tresnet/blocks";
import { relu } from "@tresnet/tensor-ops";

/** How a `FeaturePyramid` is built. */
export interface FeaturePyramidOptions {
  /** Channels of the maps that come in, the finest first: two or more. */
  readonly inChannels: readonly number[];
  /** Channels of every map of the pyramid. */
  readonly channels: number;
  /** What P6 is made of: "p5", the last map of the pyramid so far, or "c5", the last map that comes in. */
  readonly p6: "p5" | "c5";
}

/**
 * A feature pyramid: maps of one number of channels, each of which sees what the coarser ones see, and two coarser
 * ones.
 *
 * From maps of a backbone, each half as large as the one before, rounded up: as many maps of the same sizes, and two
 * more of which each halves the one before. Field names are torchvision's, and so are the keys of the weights.
 * @see Lin et al. 2017, https://arxiv.org/abs/1612.03144 (torchvision ops/feature_pyramid_network.py)
 */
export class FeaturePyramid {
  /** The 1×1 convolution of each map that comes in. */
  readonly innerBlocks: readonly (readonly [Convolution])[];
  /** The 3×3 convolution of each sum, which no activation follows. */
  readonly layerBlocks: readonly (readonly [Convolution])[];
  /** The 3×3 convolutions with stride 2 to the two coarsest maps. */
  readonly extraBlocks: { readonly p6: Convolution; readonly p7: Convolution };
  readonly #p6: "p5" | "c5";

  constructor({ inChannels, channels, p6 }: FeaturePyramidOptions) {
    this.innerBlocks = inChannels.map((count) => [convolution(count, channels, 1, 1)]);
    this.layerBlocks = inChannels.map(() => [convolution(channels, channels, 3, 1)]);
    const coarsest = p6 === "c5" ? (inChannels.at(-1) ?? channels) : channels;
    this.extraBlocks = { p6: convolution(coarsest, channels, 3, 2), p7: convolution(channels, channels, 3, 2) };
    this.#p6 = p6;
  }

  /** What P6 is made of: the pyramid's own last map, or the backbone's. */
  get p6(): "p5" | "c5" {
    return this.#p6;
  }

  /** Maps float32 [n, h, w, inChannels] of the backbone, the finest first → [n, h, w, channels], and two more. */
  forward(maps: readonly Tensor4D[], context: Context): Tensor4D[] {
    return tidy(() => {
      const sums: Tensor4D[] = [];
      for (let level = maps.length - 1; level >= 0; level--) {
        const map = at(maps, level);
        const inner = at(this.innerBlocks, level)[0].forward(map, context); // [n, h, w, channels]
        const above = sums[0];
        sums.unshift(above === undefined ? inner : add(inner, enlarged(above, map)));
      }
      const levels = sums.map((sum, level) => at(this.layerBlocks, level)[0].forward(sum, context));
      const { p6, p7 } = this.extraBlocks;
      const sixth = p6.forward(at(this.#p6 === "c5" ? maps : levels, maps.length - 1), context); // [n, h/2, w/2, c]
      return [...levels, sixth, p7.forward(relu(sixth), context)];
    });
  }

  /** Counts the multiply-adds for the maps of one image, and gives the shapes of the pyramid's. */
  cost(maps: readonly MapShape[]): { readonly multiplyAdds: number; readonly shapes: readonly MapShape[] } {
    const inner = maps.map((map, level) => at(this.innerBlocks, level)[0].cost(map));
    const levels = inner.map(({ shape }, level) => at(this.layerBlocks, level)[0].cost(shape));
    const { p6, p7 } = this.extraBlocks;
    const sixth = p6.cost(this.#p6 === "c5" ? at(maps, maps.length - 1) : at(levels, maps.length - 1).shape);
    const all: readonly Cost[] = [...levels, sixth, p7.cost(sixth.shape)];
    const multiplyAdds = [...inner, ...all].reduce((sum, part) => sum + part.multiplyAdds, 0);
    return { multiplyAdds, shapes: all.map(({ shape }) => shape) };
  }
}

/** Repeats positions up to exactly the size of a finer map; position i sees ⌊i · coarse / fine⌋. */
function enlarged(map: Tensor4D, { shape: [, height, width] }: Tensor4D): Tensor4D {
  return image.resizeNearestNeighbor(map, [height, width]);
}

function convolution(inChannels: number, channels: number, kernelSize: number, stride: number): Convolution {
  const kernel = kaimingUniform(kernelSize, kernelSize, inChannels);
  return new Convolution(inChannels, channels, { kernelSize, stride, bias: true, kernel });
}

/** @throws RangeError when there is no such place. */
function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found !== undefined) return found;
  throw new RangeError(`FeaturePyramid: expected more than ${index} maps, got ${list.length}. Pass the backbone's.`);
}
