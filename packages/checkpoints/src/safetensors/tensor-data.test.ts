import { describe, expect, test } from "vitest";
import { greatestHalf, toFloat16, toFloat32 } from "./tensor-data.ts";

const halves = (...values: number[]) => [...toFloat16(Float32Array.from(values))];

describe("toFloat16", () => {
  test("keeps every float16 but NaN's payload: there and back is the same bits", () => {
    const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter((bits) => (bits & 0x7fff) <= 0x7c00);
    const floats = toFloat32({ dtype: "F16", shape: [all.length], data: all });
    expect(toFloat16(floats)).toEqual(all);
    expect(halves(Number.NaN)).toEqual([0x7e00]);
  });

  test("rounds to the nearest, and ties to even", () => {
    const step = 2 ** -10;
    expect(halves(1 + step * 0.49, 1 + step * 0.5, 1 + step * 1.5, 1 + step * 0.51)).toEqual([
      0x3c00, 0x3c00, 0x3c02, 0x3c01,
    ]);
    // Rounding up runs over into the exponent: 2 - 2⁻¹³ is nearer to 2.
    expect(halves(2 - 2 ** -13, -(2 - 2 ** -13))).toEqual([0x4000, 0xc000]);
  });

  test("goes down to subnormal numbers, and to zero below half the least of them", () => {
    expect(halves(2 ** -14, 2 ** -24, 2 ** -25, 1.01 * 2 ** -25, -(2 ** -30), 1e-40)).toEqual([
      0x0400, 0x0001, 0x0000, 0x0001, 0x8000, 0x0000,
    ]);
    expect(halves(2 ** -14 - 2 ** -26)).toEqual([0x0400]);
  });

  test("is infinite from halfway beyond the greatest on", () => {
    expect(halves(greatestHalf, 65519, 65520, -1e30, Number.POSITIVE_INFINITY)).toEqual([
      0x7bff, 0x7bff, 0x7c00, 0xfc00, 0x7c00,
    ]);
  });
});
