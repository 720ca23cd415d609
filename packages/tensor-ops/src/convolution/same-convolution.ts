import type { Tensor4D } from "@tensorflow/tfjs-core";
import { currentEngine, graphPrecision, isFreezing, ShapeError } from "@tresnet/engine";
import { checkImages, checkTensor } from "../check-tensor.ts";
import { withGradient } from "../with-gradient.ts";
import { direct } from "./direct.ts";
import { byShiftedCopies } from "./shifted-copies.ts";
import type { Way } from "./way.ts";
import { winogradPaysOff } from "./winograd/pays-off.ts";
import { byWinograd, kernelGradientByWinograd } from "./winograd/winograd-ways.ts";

/** On maps of at most this many pixels the weight gradient is one matrix product. */
const fewPixels = 8 * 8;

/**
 * A convolution of stride 1, zeros around the borders.
 *
 * x float32 [n, h, w, c], kernel float32 [s, s, c, k], s odd → float32 [n, h, w, k]. On a CPU it takes the fastest way
 * that is known for these shapes:
 * - Kernels of 3×3 with many channels by Winograd's filtering, in float32: half to two thirds of oneDNN's time,
 *   gradients
 *   included, and 1e-6 to 3e-6 from its values (root of the mean square, relative).
 * - In bfloat16 only the gradient of such a kernel, in smaller tiles: 5e-3 off, as much as bfloat16 rounds.
 * - On small maps the gradient of the kernel as one matrix product.
 * @throws ShapeError when a shape differs, or the kernel's size is even.
 */
export function sameConvolution(x: Tensor4D, kernel: Tensor4D): Tensor4D {
  checkImages("sameConvolution", x);
  const [size] = kernel.shape;
  checkTensor("sameConvolution", "kernel", kernel, [size, size, x.shape[3], "k"]);
  if (size % 2 === 0) {
    throw new ShapeError(`sameConvolution: expected a kernel of an odd size, got [${kernel.shape.join(", ")}].`);
  }
  const way = currentEngine()?.device === "cpu" ? fastestWay(x, kernel) : direct;
  return withGradient([x, kernel], {
    forward: () => ({ y: way.convolve(x, kernel), saved: [x, kernel] }),
    backward: (dy, [x, kernel]) => way.gradients(dy, x, kernel),
  });
}

function fastestWay(x: Tensor4D, kernel: Tensor4D): Way {
  const [n, height, width, channels] = x.shape;
  const [size, , , filters] = kernel.shape;
  const maps = [n, height, width] as const;
  const precision = graphPrecision();
  const winograd =
    size === 3 && winogradPaysOff({ maps, channels, filters }, precision, { isKernelFixed: isFreezing() });
  if (winograd && precision === "float32") return byWinograd(maps);
  if (height * width <= fewPixels) return byShiftedCopies;
  return winograd ? kernelGradientByWinograd(maps) : direct;
}
