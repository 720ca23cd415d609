/** Everything that a described net can compute: a format that writes all of these writes every net of the zoo. */

/** Weights of a net, float32, as they lie in memory. */
export interface Constant {
  /** The shape of the values. */
  readonly shape: readonly number[];
  /** The values, row by row. */
  readonly values: Float32Array;
}

/**
 * A convolution with zeros around the borders: [n, h, w, in] → [n, ⌊(h + 2·padding − kernel) / stride⌋ + 1, …, out].
 */
export interface ConvolutionOperation {
  /** Tells this operation from the others. */
  readonly kind: "convolution";
  /** The kernel, [height, width, in, out]. */
  readonly kernel: Constant;
  /** The number added to each channel, [out]. */
  readonly bias: Constant;
  /** The step between the pixels that are kept, along both axes. */
  readonly stride: number;
  /** Zeros on each of the four sides. */
  readonly padding: number;
}

/** A leaky ReLU, x where it is positive, else slope · x: any shape → the same. */
export interface LeakyReluOperation {
  /** Tells this operation from the others. */
  readonly kind: "leakyRelu";
  /** The slope below 0, in (0, 1]. */
  readonly slope: number;
}

/** A blur pool: reflected by 1 on each side, [1 2 1]⊗[1 2 1] / 16, stride 2: [n, h, w, c] → [n, ⌈h/2⌉, ⌈w/2⌉, c]. */
export interface BlurOperation {
  /** Tells this operation from the others. */
  readonly kind: "blur";
  /** Channels of the map, each of which is blurred by itself. */
  readonly channels: number;
}

/** The greatest of each size × size window, the borders padded by what never wins: [n, h, w, c] → [n, h′, w′, c]. */
export interface MaxPoolOperation {
  /** Tells this operation from the others. */
  readonly kind: "maxPool";
  /** Height and width of the window. */
  readonly size: number;
  /** The step between windows, along both axes. */
  readonly stride: number;
  /** What is padded [before, after], the same along both axes. */
  readonly padding: readonly [number, number];
}

/** A dense layer, x · kernel + bias along the last axis: [.., in] → [.., out]. */
export interface DenseOperation {
  /** Tells this operation from the others. */
  readonly kind: "dense";
  /** The matrix, [in, out]. */
  readonly kernel: Constant;
  /** The number added to each output, [out]. */
  readonly bias: Constant;
}

/** Brings the last axis to mean 0 and variance 1, then scales and offsets it: [.., c] → [.., c]. */
export interface LayerNormOperation {
  /** Tells this operation from the others. */
  readonly kind: "layerNorm";
  /** The factor of each channel, [c]. */
  readonly scale: Constant;
  /** The number added to each channel, [c]. */
  readonly offset: Constant;
  /** The number added to the variance before its root is taken. */
  readonly epsilon: number;
}

/**
 * Brings each group of consecutive channels of each image to mean 0 and variance 1 over all positions, then scales and
 * offsets each channel: [n, h, w, c] → [n, h, w, c].
 */
export interface GroupNormOperation {
  /** Tells this operation from the others. */
  readonly kind: "groupNorm";
  /** The number of groups, which divides the channels. */
  readonly groups: number;
  /** The factor of each channel, [c]. */
  readonly scale: Constant;
  /** The number added to each channel, [c]. */
  readonly offset: Constant;
  /** The number added to the variance before its root is taken. */
  readonly epsilon: number;
}

/** Repeats positions up to a size, position i showing ⌊i · before / after⌋: [n, h, w, c] → [n, height, width, c]. */
export interface EnlargeOperation {
  /** Tells this operation from the others. */
  readonly kind: "enlarge";
  /** The height that comes out. */
  readonly height: number;
  /** The width that comes out. */
  readonly width: number;
}

/** Joins any number of values [n, t, c] along the axis 1 or 2. */
export interface ConcatOperation {
  /** Tells this operation from the others. */
  readonly kind: "concat";
  /** The axis along which they follow each other. */
  readonly axis: 1 | 2;
}

/** Divides channels among attention heads, [n, t, c] → [n, heads, t, c/heads], or joins them again. */
export interface HeadsOperation<Kind extends "splitHeads" | "joinHeads" = "splitHeads" | "joinHeads"> {
  /** Tells this operation from the others. */
  readonly kind: Kind;
  /** The number of attention heads. */
  readonly heads: number;
  /** Channels of all heads together. */
  readonly channels: number;
}

/**
 * A dense layer of each group, of whose outputs the first `classes` are kept, + bias: [n, groups, d] → [n, classes].
 */
export interface GroupDenseOperation {
  /** Tells this operation from the others. */
  readonly kind: "groupDense";
  /** The matrix of each group, [groups, d, perGroup]. */
  readonly kernel: Constant;
  /** The number added to each logit, [classes]. */
  readonly bias: Constant;
}

/** A value that depends on no image; its first axis is 1 and is repeated for the batch by what reads it. */
export interface ConstantOperation {
  /** Tells this operation from the others. */
  readonly kind: "constant";
  /** The value, [1, ..]. */
  readonly value: Constant;
}

/** Makes bytes ready for the net: uint8 [n, h, w, c] of 0 to 255 → float32 [same], x · factor + offset. */
export interface NormalizePixelsOperation {
  /** Tells this operation from the others. */
  readonly kind: "normalizePixels";
  /** The factor of each channel, [c]. */
  readonly factor: Constant;
  /** The number added to each channel, [c]. */
  readonly offset: Constant;
}

/** The kinds that need no numbers. */
export type PlainKind =
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

/**
 * An operation that needs no numbers.
 *
 * - relu, sigmoid: of each value. add, multiply: two values, axes of 1 repeated. softmax: along the last axis.
 * - halvingAverage: the mean of 2×2, at odd ends of what is there, [n, h, w, c] → [n, ⌈h/2⌉, ⌈w/2⌉, c].
 * - spatialMean: [n, h, w, c] → [n, 1, 1, c]. flatten: [n, 1, 1, c] → [n, c]. positions: [n, h, w, c] → [n, h·w, c].
 * - matMul: [n, heads, a, b] · [n, heads, b, c]; matMulTransposed: · the transpose of [n, heads, c, b]. The first value
 *   may be one for the whole batch.
 */
export interface PlainOperation<Kind extends PlainKind = PlainKind> {
  /** Tells this operation from the others. */
  readonly kind: Kind;
}

type AnyOperation =
  | ConvolutionOperation
  | LeakyReluOperation
  | BlurOperation
  | MaxPoolOperation
  | DenseOperation
  | LayerNormOperation
  | GroupNormOperation
  | EnlargeOperation
  | ConcatOperation
  | HeadsOperation<"splitHeads">
  | HeadsOperation<"joinHeads">
  | GroupDenseOperation
  | ConstantOperation
  | NormalizePixelsOperation
  | { [Kind in PlainKind]: PlainOperation<Kind> }[PlainKind];

/** What an operation can be; a format has a function for each. */
export type OperationKind = AnyOperation["kind"];

/** One operation of a described net. Maps are [n, h, w, c]; kernels are [height, width, in, out]. */
export type Operation<Kind extends OperationKind = OperationKind> = {
  [K in Kind]: Extract<AnyOperation, { readonly kind: K }> & { readonly kind: K };
}[Kind];

/** A function for each kind of operation: how a format writes a net, and how the check runs it. */
export type ByKind<Rest extends readonly unknown[], Result> = {
  readonly [Kind in OperationKind]: (operation: Operation<Kind>, ...rest: Rest) => Result;
};

/** Calls the function of a table that is there for the operation's kind. */
export function callByKind<Kind extends OperationKind, Rest extends readonly unknown[], Result>(
  table: { readonly [K in Kind]: (operation: Operation<K>, ...rest: Rest) => Result },
  operation: Operation<Kind>,
  ...rest: Rest
): Result {
  return table[operation.kind](operation, ...rest);
}
