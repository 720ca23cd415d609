import { mul, type Tensor4D } from "@tensorflow/tfjs-core";
import { biasAdd } from "@tresnet/tensor-ops";
import type { Context } from "../module/module.ts";
import type { BatchNorm } from "./batch-norm.ts";
import type { Convolution } from "./convolution.ts";

/**
 * Runs a convolution without bias, and then its batch norm with the activation.
 *
 * float32 [n, h, w, inChannels] → float32 [n, ⌈h/stride⌉, ⌈w/stride⌉, outChannels]. Where the norm's statistics are
 * fixed, in inference and where the context says that its scale is frozen, both are one convolution: its kernel takes
 * the norm's factor, and what is left is a number to add to each channel. That is less work, and none at all where
 * weights are constants of a traced function.
 */
export function convolveAndNormalize(conv: Convolution, norm: BatchNorm, x: Tensor4D, context: Context): Tensor4D {
  if (norm.gathers(context)) return norm.forward(conv.forward(x, context), context);
  const { factor, offset } = norm.affine();
  const y = conv.apply(x, mul(conv.weight.variable, factor), context);
  return norm.activate(biasAdd(y, offset));
}
