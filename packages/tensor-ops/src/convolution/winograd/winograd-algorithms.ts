import { waitFor, withPart } from "@tresnet/engine";
import type { ConvolutionAlgorithm } from "../convolution-algorithm.ts";
import { directAlgorithm, inputGradient } from "../direct-algorithm.ts";
import type { Maps } from "./tiling.ts";
import { type TileSize, tileSizes } from "./transforms.ts";
import { WinogradConvolution } from "./winograd-convolution.ts";

// A graph computes what it can as soon as it can: held back until it is wanted, what is made of x and the kernel takes
// no memory before.

/** Makes the algorithm that does all by Winograd's filtering, in float32: the patches of dy serve both gradients. */
export function winogradAlgorithm(maps: Maps): ConvolutionAlgorithm {
  const winograd = convolutionOf(maps, tileSizes.float32);
  return {
    convolve: (x, kernel) => named(() => winograd.convolve(x, waitFor(kernel, [x]))),
    gradients: (dy, x, kernel) =>
      named(() => {
        const patches = winograd.patches(dy);
        const dx = winograd.inputGradient(patches, waitFor(kernel, [dy]));
        return [dx, winograd.kernelGradient(waitFor(x, [dy]), patches)];
      }),
  };
}

/**
 * Makes the algorithm that computes only the gradient of the kernel by Winograd's filtering, in tiles that bfloat16 is
 * precise enough for.
 */
export function winogradKernelGradientAlgorithm(maps: Maps): ConvolutionAlgorithm {
  const winograd = convolutionOf(maps, tileSizes.bfloat16);
  return {
    ...directAlgorithm,
    gradients: (dy, x, kernel) => [
      inputGradient(dy, x, kernel),
      named(() => winograd.kernelGradient(waitFor(x, [dy]), winograd.patches(dy))),
    ],
  };
}

/** The convolutions asked for last: a net has many of the same shape, and a trace makes each of them. */
const recent = new Map<string, WinogradConvolution>();
const mostRecent = 8;

function convolutionOf(maps: Maps, tile: TileSize): WinogradConvolution {
  const key = [...maps, tile].join();
  const convolution = recent.get(key) ?? new WinogradConvolution(maps, tile);
  recent.delete(key);
  recent.set(key, convolution);
  const [oldest] = recent.keys();
  if (recent.size > mostRecent && oldest !== undefined) recent.delete(oldest);
  return convolution;
}

/** Names the ops of `action` in profiles: alone they don't tell what they are for. */
const named = <T>(action: () => T): T => withPart("winograd", action);
