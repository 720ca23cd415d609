/** From float32 to float16, which no typed array of Node 20 does. */

/** The greatest finite number that float16 holds. */
export const greatestHalf = 65504;

/**
 * Converts each value to the bits of the nearest float16, ties to even; below 2⁻²⁵ that is 0, from 65520 on infinity.
 * @see IEEE 754-2019, §3.4 binary16
 */
export function toFloat16(values: Float32Array): Uint16Array {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const result = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i += 1) {
    const float = bits[i] ?? 0;
    const magnitude = float & 0x7fffffff;
    // From 2⁻¹⁴ to below 2¹⁶, as nearly all weights, in few steps: the exponent is another, and 13 bits of the fraction
    // are rounded away; a carry out of it adds 1 to the exponent, as it should.
    const isNormal = magnitude >= 0x38800000 && magnitude < 0x47800000;
    const rounded = (magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
    result[i] = isNormal ? ((float >>> 16) & 0x8000) | rounded : halfOfFloatBits(float);
  }
  return result;
}

/** The first value that float16 can't hold, or that is no number; undefined where all are within ±65504. */
export function beyondFloat16(values: Float32Array): number | undefined {
  // A loop: `find` and `every` call a function for each of the millions of values of a kernel.
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    if (!(Math.abs(value) <= greatestHalf)) return value;
  }
  return undefined;
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
