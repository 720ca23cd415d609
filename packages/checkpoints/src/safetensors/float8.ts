/**
 * The two float8 formats that PyTorch and safetensors have in common.
 *
 * @see OCP 8-bit Floating Point Specification 1.0, §5
 */

/**
 * A function that gives the value of a float8's bits.
 *
 * E4M3 has no infinity, and NaN only where all bits but the sign are 1; E5M2 is the upper half of a float16.
 */
export function float8ToNumber(dtype: "F8_E4M3" | "F8_E5M2"): (bits: number) => number {
  const values = Float32Array.from({ length: 256 }, (_, bits) => (dtype === "F8_E4M3" ? e4m3(bits) : e5m2(bits)));
  return (bits) => values[bits] ?? Number.NaN;
}

function e4m3(bits: number): number {
  if ((bits & 0x7f) === 0x7f) return Number.NaN;
  return signOf(bits) * magnitude((bits >> 3) & 0xf, (bits & 0x7) / 8, 7);
}

function e5m2(bits: number): number {
  const exponent = (bits >> 2) & 0x1f;
  const fraction = (bits & 0x3) / 4;
  if (exponent === 0x1f) return fraction === 0 ? signOf(bits) * Number.POSITIVE_INFINITY : Number.NaN;
  return signOf(bits) * magnitude(exponent, fraction, 15);
}

function signOf(bits: number): 1 | -1 {
  return bits & 0x80 ? -1 : 1;
}

/** Without a leading one where the exponent is 0. */
function magnitude(exponent: number, fraction: number, bias: number): number {
  return exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias);
}
