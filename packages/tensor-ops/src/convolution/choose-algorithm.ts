import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { ConvolutionAlgorithm } from "./convolution-algorithm.ts";
import { directAlgorithm } from "./direct-algorithm.ts";
import { shiftedCopiesAlgorithm } from "./shifted-copies-algorithm.ts";
import type { TraceConditions } from "./trace-conditions.ts";
import { winogradPaysOff } from "./winograd/pays-off.ts";
import { winogradAlgorithm, winogradKernelGradientAlgorithm } from "./winograd/winograd-algorithms.ts";

/** On maps of at most this many pixels the weight gradient is one matrix product. */
const fewPixels = 8 * 8;

/**
 * Chooses the fastest algorithm that is known for a convolution of stride 1 under the given conditions.
 *
 * x's shape [n, h, w, c], the kernel's shape [s, s, c, k]. On a GPU it is always cuDNN's own.
 */
export function chooseAlgorithm(
  [n, height, width, channels]: Tensor4D["shape"],
  [size, , , filters]: Tensor4D["shape"],
  { device, precision, freezing }: TraceConditions,
): ConvolutionAlgorithm {
  if (device !== "cpu") return directAlgorithm;
  const maps = [n, height, width] as const;
  const winograd = size === 3 && winogradPaysOff({ maps, channels, filters }, precision, { isKernelFixed: freezing });
  if (winograd && precision === "float32") return winogradAlgorithm(maps);
  if (height * width <= fewPixels) return shiftedCopiesAlgorithm;
  return winograd ? winogradKernelGradientAlgorithm(maps) : directAlgorithm;
}
