/** Everything that a described net can compute: a format that writes all of these writes every net of the zoo. */

/** Weights of a net, float32, as they lie in memory. */
export interface Constant {
  /** The shape of the values. */
  readonly shape: readonly number[];
  /** The values, row by row. */
  readonly values: Float32Array;
}

/** One operation of a described net. Maps are [n, h, w, c]; kernels are [height, width, in, out]. */
export type Operation =
  | ConvolutionOperation
  | LeakyReluOperation
  | BlurOperation
  | MaxPoolOperation
  | DenseOperation
  | LayerNormOperation
  | HeadsOperation
  | GroupDenseOperation
  | ScaleOperation
  | ConstantOperation
  | PlainOperation;

/**
 * A convolution with zeros around the borders: [n, h, w, in] → [n, ⌊(h + 2·padding − kernel) / stride⌋ + 1, …, out].
 */
export interface ConvolutionOperation {
  readonly kind: "convolution";
  /** [height, width, in, out] */
  readonly kernel: Constant;
  /** [out] */
  readonly bias: Constant;
  readonly stride: number;
  /** Zeros on each of the four sides. */
  readonly padding: number;
}

/** x where it is positive, else slope · x. */
export interface LeakyReluOperation {
  readonly kind: "leakyRelu";
  readonly slope: number;
}

/** Blur pool: reflected by 1 on each side, [1 2 1]⊗[1 2 1] / 16, stride 2: [n, h, w, c] → [n, ⌈h/2⌉, ⌈w/2⌉, c]. */
export interface BlurOperation {
  readonly kind: "blur";
  readonly channels: number;
}

/** The greatest of size × size, the borders padded by what never wins. */
export interface MaxPoolOperation {
  readonly kind: "maxPool";
  readonly size: number;
  readonly stride: number;
  /** On each side [before, after], along both axes. */
  readonly padding: readonly [number, number];
}

/** x · kernel + bias along the last axis, [.., in] → [.., out]. */
export interface DenseOperation {
  readonly kind: "dense";
  /** [in, out] */
  readonly kernel: Constant;
  /** [out] */
  readonly bias: Constant;
}

/** Normalizes the last axis, then scales and offsets it: [.., c] → [.., c]. */
export interface LayerNormOperation {
  readonly kind: "layerNorm";
  /** [c] */
  readonly scale: Constant;
  /** [c] */
  readonly offset: Constant;
  /** Added to the variance. */
  readonly epsilon: number;
}

/** splitHeads: [n, t, c] → [n, heads, t, c/heads]; joinHeads: back again. */
export interface HeadsOperation {
  readonly kind: "splitHeads" | "joinHeads";
  readonly heads: number;
  readonly channels: number;
}

/** A dense layer of each group: [n, groups, d] → [n, groups · perGroup], of which the first `classes` are kept, + bias. */
export interface GroupDenseOperation {
  readonly kind: "groupDense";
  /** [groups, d, perGroup] */
  readonly kernel: Constant;
  /** [classes] */
  readonly bias: Constant;
}

/** x · factor, for a number. */
export interface ScaleOperation {
  readonly kind: "scale";
  readonly factor: number;
}

/** A value that depends on nothing that comes in; its first axis is 1 and is repeated for the batch where it is added. */
export interface ConstantOperation {
  readonly kind: "constant";
  readonly value: Constant;
}

/**
 * What needs no numbers.
 * relu, sigmoid: each value. add, multiply: two values, axes of 1 repeated. halvingAverage: the mean of 2×2, at odd ends
 * of what is there, [n, h, w, c] → [n, ⌈h/2⌉, ⌈w/2⌉, c]. spatialMean: [n, h, w, c] → [n, 1, 1, c]. flatten: [n, 1, 1, c] →
 * [n, c]. positions: [n, h, w, c] → [n, h·w, c]. matMul: [n, heads, a, b] · [n, heads, b, c], matMulTransposed: the second
 * transposed, [n, heads, c, b]. softmax: along the last axis.
 */
export interface PlainOperation {
  readonly kind:
    | "relu"
    | "sigmoid"
    | "add"
    | "multiply"
    | "halvingAverage"
    | "spatialMean"
    | "flatten"
    | "positions"
    | "matMul"
    | "matMulTransposed"
    | "softmax";
}
