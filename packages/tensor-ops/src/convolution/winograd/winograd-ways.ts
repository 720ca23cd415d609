import { waitFor, withPart } from "@tresnet/engine";
import { direct, inputGradient } from "../direct.ts";
import type { Way } from "../way.ts";
import type { Maps } from "./tiling.ts";
import { type TileSize, tileSizes } from "./transforms.ts";
import { WinogradConvolution } from "./winograd-convolution.ts";

// A graph computes what it can as soon as it can: held back until it is wanted, what is made of x and the kernel takes
// no memory before.

/** All by Winograd's filtering, in float32: the patches of dy serve both gradients. */
export function byWinograd(maps: Maps): Way {
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

/** Only the gradient of the kernel, in tiles that bfloat16 is precise enough for. */
export function kernelGradientByWinograd(maps: Maps): Way {
  const winograd = convolutionOf(maps, tileSizes.bfloat16);
  return {
    ...direct,
    gradients: (dy, x, kernel) => [
      inputGradient(dy, x, kernel),
      named(() => winograd.kernelGradient(waitFor(x, [dy]), winograd.patches(dy))),
    ],
  };
}

/** The last ones that were asked for: a net has many of the same, and a trace makes each of its convolutions. */
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

/** Under a name of its own in profiles: its ops alone don't tell what they are for. */
const named = <T>(action: () => T): T => withPart("winograd", action);
