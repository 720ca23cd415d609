/** Which kind of work a node of ONNX Runtime's profile is. */
import type { OpClass } from "../op-classes.ts";

const names: readonly (readonly [OpClass, RegExp])[] = [
  ["matrix products, 1×1", /Gemm|MatMul/],
  ["pooling, padding", /Pool|^Pad$/],
  [
    "casts, layout",
    /^Reorder|^(Transpose|Reshape|Flatten|Cast|Concat|Slice|Identity|QuantizeLinear|DequantizeLinear)$/,
  ],
  ["elementwise, sums", /Relu|Sigmoid|Add|Mul|Sum|Mean|Softmax/],
];

/** The class of an op by its type, such as `ReorderInput`; convolutions proper are counted by their shapes. */
export function onnxRuntimeClass(type: string): OpClass {
  return names.find(([, pattern]) => pattern.test(type))?.[0] ?? "other";
}
