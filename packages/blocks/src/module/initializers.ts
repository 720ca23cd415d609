/** First values of weights: plain functions of shape and seed, the same on every run. */
import {
  add,
  fill,
  mul,
  ones as onesTensor,
  type Rank,
  type ShapeMap,
  type Tensor,
  tensor1d,
  tidy,
  zeros as zerosTensor,
} from "@tensorflow/tfjs-core";
import { attr, runOp } from "@tresnet/engine";

/** Two whole numbers in [−2³¹, 2³¹): the model's seed and the weight's own. */
export type InitialSeed = readonly [number, number];

/** A function that makes the first values of a weight, float32 `shape`; the same seed gives the same values. */
export type Initializer = <R extends Rank>(shape: ShapeMap[R], seed: InitialSeed) => Tensor<R>;

/** Makes values that are all 0, float32 `shape`. */
export const zeros: Initializer = (shape) => zerosTensor(shape);

/** Makes values that are all 1, float32 `shape`. */
export const ones: Initializer = (shape) => onesTensor(shape);

/** An initializer of values that are all the same. */
export function constant(value: number): Initializer {
  return (shape) => fill(shape, value);
}

/** An initializer of values that are normally distributed around 0 with the given standard deviation. */
export function normal(standardDeviation: number): Initializer {
  return <R extends Rank>(shape: ShapeMap[R], seed: InitialSeed) =>
    tidy(() => mul(drawn<R>("StatelessRandomNormal", shape, seed), standardDeviation));
}

/**
 * An initializer of values that are spread evenly from −√(3 / fan-in) to √(3 / fan-in), for kernels [h, w, in, out]
 * that no activation follows.
 *
 * @see He et al. 2015, https://arxiv.org/abs/1502.01852 (PyTorch's `kaiming_uniform_` with a = 1)
 */
export function kaimingUniform(height: number, width: number, inChannels: number): Initializer {
  const limit = Math.sqrt(3 / (height * width * inChannels));
  return <R extends Rank>(shape: ShapeMap[R], seed: InitialSeed) =>
    tidy(() => add<Tensor<R>>(mul(drawn<R>("StatelessRandomUniform", shape, seed), 2 * limit), -limit));
}

/**
 * An initializer of normal values with a standard deviation of √(2 / 1.0001 / fan-out), for kernels [h, w, in, out]
 * before leaky ReLUs of slope 0.01.
 *
 * @see He et al. 2015, https://arxiv.org/abs/1502.01852 (timm models/tresnet.py initializes with it)
 */
export function kaimingFanOut(height: number, width: number, outChannels: number): Initializer {
  return normal(Math.sqrt(2 / (1 + 0.01 ** 2) / (height * width * outChannels)));
}

/** Random numbers of one of TensorFlow's stateless ops, float32 `shape`. */
function drawn<R extends Rank>(op: string, shape: ShapeMap[R], seed: InitialSeed): Tensor<R> {
  const attributes = { dtype: attr.type("float32"), T: attr.type("int32"), Tseed: attr.type("int32") };
  const inputs = [tensor1d([...shape], "int32"), tensor1d([...seed], "int32")];
  const [values] = runOp(op, inputs, attributes);
  if (values === undefined) throw new Error(`${op}: TensorFlow gave no output.`);
  // The op's output has the shape that it was asked for.
  return values as Tensor<R>;
}
