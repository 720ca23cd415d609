/** Which kind of work a TensorFlow op is. */
import { convolutionClass, type OpClass } from "./op-classes.ts";
import type { Product } from "./product.ts";

const types: readonly (readonly [OpClass, RegExp])[] = [
  ["optimizer", /Apply/],
  ["matrix products, 1×1", /MatMul|Einsum/],
  ["batch norm", /BatchNorm/],
  ["pooling, padding", /Pool|Pad|SpaceToDepth|DepthToSpace|DepthwiseConv|GatherNd/],
  [
    "casts, layout",
    /^(Cast|Transpose|Reshape|Identity|IdentityN|ExpandDims|Squeeze|Const|_Arg|_Retval|.*ReadVariableOp|.*AssignVariableOp|ToTf|TfToMkl|.*Copy.*|Pack|Unpack|ConcatV2|Slice|StridedSlice|Split)$/,
  ],
  [
    "elementwise, sums",
    /Relu|Sigmoid|Tanh|^(Mul|Add|AddV2|AddN|Sub|RealDiv|Div|Maximum|Minimum|Select|SelectV2|Greater|GreaterEqual|Less|Sum|Mean|BroadcastTo|Tile|Fill|ZerosLike|OnesLike|Square|Sqrt|Rsqrt|Neg|Exp|Log|BiasAdd|BiasAddGrad|.*Fused.*Elementwise)$/,
  ],
];

/** The op's type as TensorFlow's users know it: without the marks of oneDNN's kernels. */
export function plainType(type: string): string {
  return type.replace(/^_(MklNative|Mkl)?(?=[A-Z](?!rg$|etval$))/, "");
}

/** Whether the scope is that of a convolution which `sameConvolution` computes by Winograd's filtering. */
export function isWinograd(scope: string): boolean {
  return /\.winograd(\/backward)?$/.test(scope);
}

/** The class of an op of this plain type and scope, which computes `product` if any. */
export function ownClass(type: string, scope: string, product: Product | null): OpClass {
  if (scope.startsWith("optimizer")) return "optimizer";
  if (isWinograd(scope)) return "3×3 by Winograd";
  if (product !== null) return convolutionClass(product);
  return types.find(([, pattern]) => pattern.test(type))?.[0] ?? "other";
}
