import { describe, expect, test } from "vitest";
import { beyondFloat16, greatestHalf, toFloat16 } from "./float16.ts";
import { toFloat32 } from "./tensor-data.ts";

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

  test("between any two neighbours takes the nearer, and of a tie the even one", () => {
    const finite = Uint16Array.from({ length: 0x7bff }, (_, bits) => bits);
    const values = toFloat32({ dtype: "F16", shape: [finite.length], data: finite });
    const next = toFloat32({ dtype: "F16", shape: [finite.length], data: finite.map((bits) => bits + 1) });
    const middle = values.map((value, index) => (value + (next[index] ?? 0)) / 2); // exact in float32
    const steps = (by: number) => {
      const bits = new Int32Array(middle.slice().buffer).map((one) => one + by);
      return new Float32Array(bits.buffer);
    };
    expect(toFloat16(steps(-1))).toEqual(finite);
    expect(toFloat16(middle)).toEqual(finite.map((bits) => bits + (bits & 1)));
    expect(toFloat16(steps(1))).toEqual(finite.map((bits) => bits + 1));
    const negative = middle.map((value) => -value);
    expect(toFloat16(negative)).toEqual(finite.map((bits) => 0x8000 | (bits + (bits & 1))));
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

test("beyondFloat16 finds the first value that float16 can't hold", () => {
  expect(beyondFloat16(Float32Array.of(0, -greatestHalf, greatestHalf))).toBeUndefined();
  expect(beyondFloat16(Float32Array.of(1, -65505, 70000))).toBe(-65505);
  expect(beyondFloat16(Float32Array.of(1, Number.NaN))).toBeNaN();
});
