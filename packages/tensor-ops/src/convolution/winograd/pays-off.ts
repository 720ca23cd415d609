/** The choice between Winograd's convolution and oneDNN's, by the time that either takes. */
import { type Maps, Tiling } from "./tiling.ts";
import { tileSizes } from "./transforms.ts";

/** The size of a convolution of 3×3 with stride 1. */
export interface ConvolutionSize {
  readonly maps: Maps;
  readonly channels: number;
  readonly filters: number;
}

/** Times, in multiply-adds of oneDNN's convolution. */
interface Times {
  /** A multiply-add of the products. */
  readonly product: number;
  /** A number of a transformed patch or tile: it is copied, multiplied, written and read. */
  readonly transformed: number;
  /** A number of a transformed kernel. */
  readonly kernel: number;
}

/**
 * Measured on two AVX-512 cores, 64 to 512 channels on maps of 56×56 to 7×7, batch 16. In bfloat16 only gradients of
 * kernels are meant, for which oneDNN takes longer.
 */
const times: Readonly<Record<keyof typeof tileSizes, Times>> = {
  float32: { product: 4 / 3, transformed: 86, kernel: 40 },
  bfloat16: { product: 1, transformed: 70, kernel: 20 },
};

/** The time of a number of a kernel that was transformed before: it is read and rearranged. */
const fixedKernel = 20;

/** The share of oneDNN's time up to which Winograd's is worth its memory: caches and cores differ. */
const worthwhile = 0.9;

/**
 * Whether Winograd's convolution takes clearly less time than oneDNN's, for kernels of 3×3, in tiles of the size that
 * the number format allows. A kernel that stays the same is transformed beforehand, and only read.
 */
export function winogradPaysOff(
  { maps, channels, filters }: ConvolutionSize,
  precision: keyof typeof tileSizes,
  { isKernelFixed = false } = {},
): boolean {
  const { product, transformed, kernel: changing } = times[precision];
  const kernel = isKernelFixed ? fixedKernel : changing;
  const { count, patchSize } = new Tiling(maps, tileSizes[precision]);
  const [n, height, width] = maps;
  const direct = 9 * n * height * width * channels * filters;
  const perPlace =
    count * (channels * filters * product + (channels + filters) * transformed) + channels * filters * kernel;
  return patchSize ** 2 * perPlace < worthwhile * direct;
}
