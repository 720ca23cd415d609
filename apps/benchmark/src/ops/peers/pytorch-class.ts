/** Which kind of work an op of PyTorch's profile is. */
import type { OpClass } from "../op-classes.ts";

const names: readonly (readonly [OpClass, RegExp])[] = [
  ["optimizer", /^Optimizer\.|_fused_sgd|_foreach|_fused_adam/],
  // What a convolution takes besides oneDNN's convolution itself: layouts, memory.
  ["casts, layout", /convolution|conv2d|ConvolutionBackward/],
  ["batch norm", /batch_norm|BatchNorm/],
  ["pooling, padding", /pool|pad2d|Pool|Pad2D/],
  ["matrix products, 1×1", /^aten::(mm|addmm|bmm|linear|matmul)$|AddmmBackward/],
  [
    "casts, layout",
    /copy|::to$|clone|contiguous|empty|resize|as_strided|view|permute|reshape|expand|transpose|::t$|alias|slice|select|detach|ToCopy|View|Permute|Clone/,
  ],
  [
    "elementwise, sums",
    /relu|Relu|clamp|threshold|sigmoid|Sigmoid|mul|Mul|add|Add|sub|Sub|div|Div|sum|Sum|mean|Mean|neg|Neg|where|AccumulateGrad/,
  ],
];

/**
 * The class of one of PyTorch's ops by its name, such as `aten::native_batch_norm`; convolutions proper are counted by
 * oneDNN's log.
 */
export function pytorchClass(name: string): OpClass {
  return names.find(([, pattern]) => pattern.test(name))?.[0] ?? "other";
}
