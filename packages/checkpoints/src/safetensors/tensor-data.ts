/** Tensors as plain typed arrays, in the dtypes that safetensors files of image models use. */

import { elementBytes, type SafetensorsDtype } from "./dtypes.ts";
import { float8ToNumber } from "./float8.ts";

/**
 * F16, BF16, F8_E4M3 and F8_E5M2 are held as their bits; BOOL as 0 and 1; C64 and C128 as pairs of the real and the
 * imaginary part.
 */
export type TensorValues =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** One tensor, in row-major order. */
export interface TensorData {
  /** The number format of the values, under safetensors' name. */
  readonly dtype: SafetensorsDtype;
  /** The sizes of the axes; [] for a scalar. */
  readonly shape: readonly number[];
  /** The values in row-major order. */
  readonly data: TensorValues;
}

/** The values that little-endian `bytes` hold; `bytes` must start at a multiple of the element's size in its buffer. */
export function valuesOf(dtype: SafetensorsDtype, bytes: Uint8Array): TensorValues {
  const { buffer, byteOffset, byteLength } = bytes;
  const length = byteLength / elementBytes[dtype];
  switch (dtype) {
    case "F64":
      return new Float64Array(buffer, byteOffset, length);
    case "C128":
      return new Float64Array(buffer, byteOffset, 2 * length);
    case "F32":
      return new Float32Array(buffer, byteOffset, length);
    case "C64":
      return new Float32Array(buffer, byteOffset, 2 * length);
    case "F16":
    case "BF16":
    case "U16":
      return new Uint16Array(buffer, byteOffset, length);
    case "I64":
      return new BigInt64Array(buffer, byteOffset, length);
    case "U64":
      return new BigUint64Array(buffer, byteOffset, length);
    case "I32":
      return new Int32Array(buffer, byteOffset, length);
    case "U32":
      return new Uint32Array(buffer, byteOffset, length);
    case "I16":
      return new Int16Array(buffer, byteOffset, length);
    case "I8":
      return new Int8Array(buffer, byteOffset, length);
    case "U8":
    case "BOOL":
    case "F8_E4M3":
    case "F8_E5M2":
      return bytes;
    default:
      return dtype satisfies never;
  }
}

/**
 * The values as float32; float16, bfloat16 and float8 keep their value, float64 and integers beyond ±2^24 are rounded.
 *
 * F32 values are returned as they are, not copied.
 * @throws RangeError for complex numbers, which no float32 holds.
 */
export function toFloat32({ dtype, data }: TensorData): Float32Array {
  if (dtype === "C64" || dtype === "C128") {
    throw new RangeError(`toFloat32: expected real numbers, got ${dtype}. Take the real part of them first.`);
  }
  if (data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array) return Float32Array.from(data, Number);
  if (data instanceof BigUint64Array) return Float32Array.from(data, Number);
  if (dtype === "BF16") {
    // bfloat16 is the upper half of a float32.
    const wide = new Uint32Array(data.length);
    for (let i = 0; i < data.length; i += 1) wide[i] = (data[i] ?? 0) << 16;
    return new Float32Array(wide.buffer);
  }
  if (dtype === "F16") return lookedUp(data, valuesOfHalves());
  if (dtype === "F8_E4M3" || dtype === "F8_E5M2") return Float32Array.from(data, float8ToNumber(dtype));
  return Float32Array.from(data);
}

/** The table's value at each of the bits: `Float32Array.from` with a function takes thirty times as long. */
function lookedUp(data: Exclude<TensorValues, BigInt64Array | BigUint64Array>, table: Float32Array): Float32Array {
  const values = new Float32Array(data.length);
  for (let i = 0; i < data.length; i += 1) values[i] = table[data[i] ?? 0] ?? 0;
  return values;
}

let halves: Float32Array | undefined;

/** The value of every float16 by its bits, made at the first use. */
function valuesOfHalves(): Float32Array {
  halves ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfToNumber(bits));
  return halves;
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
