/** TensorFlow's dtypes, their numbers in the C API, and the typed arrays that hold their values. */

/** The dtypes that this engine moves between JavaScript and TensorFlow, by their number in `TF_DataType`. */
export const dtypeNumbers = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  float16: 19,
  resource: 20,
} as const;

/** The name of a dtype, as TensorFlow spells it. */
export type DTypeName = keyof typeof dtypeNumbers;

/** The values of a tensor in JavaScript; those of strings and resources are arrays of bytes. */
export type TensorValues =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | BigInt64Array
  | Uint16Array
  | Uint8Array[];

const bytesPerElement = new Map<number, number>([
  [dtypeNumbers.float32, 4],
  [dtypeNumbers.float64, 8],
  [dtypeNumbers.int32, 4],
  [dtypeNumbers.uint8, 1],
  [dtypeNumbers.complex64, 8],
  [dtypeNumbers.int64, 8],
  [dtypeNumbers.bool, 1],
  [dtypeNumbers.bfloat16, 2],
  [dtypeNumbers.float16, 2],
]);

/** Finds the name of a dtype by TensorFlow's number; where the engine has no name for it, the text has the number. */
export function dtypeName(dtype: number): string {
  return Object.entries(dtypeNumbers).find(([, number]) => number === dtype)?.[0] ?? `TF_DataType ${dtype}`;
}

/**
 * Looks up how many bytes one element of a dtype takes.
 * @throws TypeError for strings, resources and dtypes that JavaScript has no array for.
 */
export function elementSize(dtype: number): number {
  const size = bytesPerElement.get(dtype);
  if (size === undefined) {
    throw new TypeError(`elementSize: expected a numeric dtype, got ${dtypeName(dtype)}. Cast the tensor first.`);
  }
  return size;
}

/** Views `bytes` as numbers of a dtype; complex64 reads as float32, real and imaginary parts in turn. */
export function viewAs(dtype: number, bytes: ArrayBuffer): Exclude<TensorValues, Uint8Array[]> {
  switch (dtype) {
    case dtypeNumbers.float32:
    case dtypeNumbers.complex64:
      return new Float32Array(bytes);
    case dtypeNumbers.float64:
      return new Float64Array(bytes);
    case dtypeNumbers.int32:
      return new Int32Array(bytes);
    case dtypeNumbers.int64:
      return new BigInt64Array(bytes);
    case dtypeNumbers.bfloat16:
    case dtypeNumbers.float16:
      return new Uint16Array(bytes);
    default:
      return new Uint8Array(bytes);
  }
}

/**
 * Converts `values` to the bytes that TensorFlow expects for a dtype.
 *
 * A typed array of the right kind is taken as it is; anything else is converted. int64 comes as BigInt64Array, as pairs
 * of int32 (low, high: tfjs-node's Int64Scalar), or as numbers.
 */
export function toBytes(dtype: number, values: ArrayLike<number> | ArrayLike<bigint>, elements: number): Uint8Array {
  const typed = toTyped(dtype, values, elements);
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
}

function toTyped(dtype: number, values: ArrayLike<number> | ArrayLike<bigint>, elements: number): ArrayBufferView {
  switch (dtype) {
    case dtypeNumbers.float32:
    case dtypeNumbers.complex64:
      return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
    case dtypeNumbers.float64:
      return values instanceof Float64Array ? values : Float64Array.from(values as ArrayLike<number>);
    case dtypeNumbers.int32:
      return values instanceof Int32Array ? values : Int32Array.from(values as ArrayLike<number>);
    case dtypeNumbers.int64:
      if (values instanceof BigInt64Array || (values instanceof Int32Array && values.length === 2 * elements))
        return values;
      return BigInt64Array.from(Array.from(values as ArrayLike<number>, BigInt));
    case dtypeNumbers.bfloat16:
    case dtypeNumbers.float16:
      return values instanceof Uint16Array ? values : Uint16Array.from(values as ArrayLike<number>);
    default:
      return values instanceof Uint8Array ? values : Uint8Array.from(values as ArrayLike<number>);
  }
}
