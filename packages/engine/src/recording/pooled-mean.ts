/** The mean of whole maps in bfloat16 as one of oneDNN's average pools, in frozen functions. */
import { attr, type OpAttribute, toOpAttributes } from "../native/op-attributes.ts";

/**
 * TensorFlow's op on oneDNN, which adds up in float32 and rounds once. TensorFlow's own pool in bfloat16 adds up in
 * bfloat16, and its `Mean` is taken in float32 here, of a second copy of the map: half of what surrounds the
 * convolutions of TResNet-M.
 */
const averagePool = "_MklNativeAvgPool";

/** Whether `axes` are height and width of a map of `rank` dimensions. */
export function isMeanOfMaps(rank: number, axes: ArrayLike<number>): boolean {
  const [first, second, ...more] = Array.from(axes).sort((a, b) => a - b);
  return rank === 4 && first === 1 && second === 2 && more.length === 0;
}

/** Describes the op that averages maps of this height and width to one pixel. */
export function meanAsPool(height: number, width: number): { name: string; attributes: OpAttribute[] } {
  const attributes = toOpAttributes({
    T: attr.type("float32"),
    ksize: attr.ints([1, height, width, 1]),
    strides: attr.ints([1, 1, 1, 1]),
    padding: "VALID",
    data_format: "NHWC",
    // Its implementations are registered under this label.
    _kernel: "MklNameChangeOp",
  });
  return { name: averagePool, attributes };
}
