import { mul, type Tensor4D } from "@tensorflow/tfjs-core";
import { biasAdd } from "@tresnet/tensor-ops";
import type { Context } from "../module/module.ts";
import type { BatchNorm } from "./batch-norm.ts";
import type { Convolution } from "./convolution.ts";

/**
 * A convolution without bias, and the batch norm behind it with its activation.
 *
 * Where the norm's statistics are fixed, in inference and where the context says that its scale is frozen, both are one
 * convolution: its kernel takes the norm's factor, and what is left is a number to add to each channel. Less work, and
 * when weights are constants of a traced function, none at all.
 */
export function convolveAndNormalize(conv: Convolution, norm: BatchNorm, x: Tensor4D, context: Context): Tensor4D {
  if (norm.gathers(context)) return norm.forward(conv.forward(x, context), context);
  const { factor, offset } = norm.affine();
  const y = conv.apply(x, mul(conv.weight.variable, factor), context);
  return norm.activate(biasAdd(y, offset));
}
