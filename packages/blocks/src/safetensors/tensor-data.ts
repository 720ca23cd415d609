/** Tensors as plain typed arrays, in the dtypes that safetensors files of image models use. */

/** The dtypes that are read and written, under safetensors' names. */
export type SafetensorsDtype = "F32" | "F16" | "BF16" | "I64" | "I32" | "U8" | "BOOL";

/** F16 and BF16 are held as their bits; BOOL as 0 and 1. */
export type TensorValues = Float32Array | Uint16Array | BigInt64Array | Int32Array | Uint8Array;

/** One tensor, in row-major order. */
export interface TensorData {
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly data: TensorValues;
}

/** Bytes of one element. */
export const elementBytes: Readonly<Record<SafetensorsDtype, number>> = {
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  U8: 1,
  BOOL: 1,
};

/** Whether `name` is a dtype that is read and written. */
export function isSafetensorsDtype(name: unknown): name is SafetensorsDtype {
  return typeof name === "string" && Object.hasOwn(elementBytes, name);
}

/** The number of elements of a shape; 1 for a scalar, whose shape is []. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The values that little-endian `bytes` hold; `bytes` must start at a multiple of the element's size in its buffer. */
export function valuesOf(dtype: SafetensorsDtype, bytes: Uint8Array): TensorValues {
  const { buffer, byteOffset } = bytes;
  const length = bytes.byteLength / elementBytes[dtype];
  switch (dtype) {
    case "F32":
      return new Float32Array(buffer, byteOffset, length);
    case "F16":
    case "BF16":
      return new Uint16Array(buffer, byteOffset, length);
    case "I64":
      return new BigInt64Array(buffer, byteOffset, length);
    case "I32":
      return new Int32Array(buffer, byteOffset, length);
    case "U8":
    case "BOOL":
      return bytes;
    default:
      return dtype satisfies never;
  }
}

/**
 * The values as float32; floats keep their value, int64 beyond ±2^24 is rounded.
 *
 * F32 values are returned as they are, not copied.
 */
export function toFloat32({ dtype, data }: TensorData): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array) return Float32Array.from(data, Number);
  if (dtype === "BF16") {
    // bfloat16 is the upper half of a float32.
    return new Float32Array(Uint32Array.from(data, (bits) => bits << 16).buffer);
  }
  if (dtype === "F16") return Float32Array.from(data, halfToNumber);
  return Float32Array.from(data);
}

/** The value of IEEE 754 binary16 `bits`: 1 sign, 5 exponent and 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
