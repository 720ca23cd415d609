import type { Tensor4D } from "@tensorflow/tfjs-core";
import { ShapeError } from "@tresnet/engine";
import { checkImages, checkTensor } from "../check-tensor.ts";
import { withGradient } from "../with-gradient.ts";
import { chooseAlgorithm } from "./choose-algorithm.ts";
import { type TraceConditions, traceConditions } from "./trace-conditions.ts";

/**
 * Convolves at stride 1, with zeros around the borders.
 *
 * x float32 [n, h, w, c], kernel float32 [s, s, c, k], s odd → float32 [n, h, w, k]. On a CPU it takes the fastest
 * algorithm that is known for these shapes under `conditions`:
 * - For kernels of 3×3 with many channels, in float32, Winograd's minimal filtering: half to two thirds of oneDNN's
 *   time, gradients included, and 1e-6 to 3e-6 from its values (root of the mean square, relative).
 * - In bfloat16 Winograd's filtering for the gradient of such a kernel only, in smaller tiles: 5e-3 off, as much as
 *   bfloat16 rounds.
 * - On small maps one matrix product for the gradient of the kernel.
 * @param conditions device, number format and freezing that the choice depends on. @default those of this moment
 * @throws ShapeError when a shape differs, or the kernel's size is even.
 * @see Lavin & Gray 2015, https://arxiv.org/abs/1509.09308
 */
export function sameConvolution(
  x: Tensor4D,
  kernel: Tensor4D,
  conditions: TraceConditions = traceConditions(),
): Tensor4D {
  checkImages("sameConvolution", x);
  const [size] = kernel.shape;
  checkTensor("sameConvolution", "kernel", kernel, [size, size, x.shape[3], "k"]);
  if (size % 2 === 0) {
    throw new ShapeError(`sameConvolution: expected a kernel of an odd size, got [${kernel.shape.join(", ")}].`);
  }
  const algorithm = chooseAlgorithm(x.shape, kernel.shape, conditions);
  return withGradient([x, kernel], {
    forward: () => ({ y: algorithm.convolve(x, kernel), saved: [x, kernel] }),
    backward: (dy, [x, kernel]) => algorithm.gradients(dy, x, kernel),
  });
}
