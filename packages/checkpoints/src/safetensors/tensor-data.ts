/** Tensors as plain typed arrays, in the dtypes that safetensors files of image models use. */

/** The number formats that are read and written, under safetensors' names. */
export type SafetensorsDtype = "F32" | "F16" | "BF16" | "I64" | "I32" | "U8" | "BOOL";

/** The values of a tensor: float16 and bfloat16 as their bits, booleans as 0 and 1. */
export type TensorValues = Float32Array | Uint16Array | BigInt64Array | Int32Array | Uint8Array;

/** One tensor, in row-major order. */
export interface TensorData {
  /** The number format of the values, under safetensors' name. */
  readonly dtype: SafetensorsDtype;
  /** The sizes of the axes; [] for a scalar. */
  readonly shape: readonly number[];
  /** The values in row-major order. */
  readonly data: TensorValues;
}

/** The bytes of one element of each number format. */
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
 * Converts the values of a tensor to float32: floats keep their value, integers beyond ±2^24 are rounded.
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

/** The greatest finite number that float16 holds. */
export const greatestHalf = 65504;

/**
 * Converts each value to the bits of the nearest float16, ties to even; below 2⁻²⁵ that is 0, from 65520 on infinity.
 * @see IEEE 754-2019, §3.4 binary16
 */
export function toFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, halfOfFloatBits);
}

function halfOfFloatBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  const exponent = (magnitude >>> 23) - 127;
  if (exponent > 15) return sign | 0x7c00;
  // A normal float16 keeps 10 of 23 fraction bits; below 2⁻¹⁴ each step further down costs one more.
  const dropped = exponent >= -14 ? 13 : -1 - exponent;
  if (dropped > 24) return sign;
  const fraction = (magnitude & 0x7fffff) | 0x800000;
  const rest = fraction & ((1 << dropped) - 1);
  const half = 1 << (dropped - 1);
  const kept = fraction >>> dropped;
  const roundsUp = rest > half || (rest === half && (kept & 1) === 1);
  // The leading one of `kept` adds 1 to a normal number's exponent; a carry out of the fraction adds 1 more, as it
  // should.
  const scale = exponent >= -14 ? (exponent + 14) << 10 : 0;
  return sign | (scale + kept + (roundsUp ? 1 : 0));
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
