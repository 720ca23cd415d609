import { expect, test } from "vitest";
import { toFloat32 } from "./tensor-data.ts";

const values = (dtype: "F8_E4M3" | "F8_E5M2", ...bits: number[]) => [
  ...toFloat32({ dtype, shape: [bits.length], data: Uint8Array.from(bits) }),
];

test("E4M3: normal, subnormal, greatest, signed zero, NaN", () => {
  expect(values("F8_E4M3", 0x38, 0xae, 0x7e, 0x01, 0x07, 0x80, 0x7f, 0xff)).toEqual([
    ...[1, -0.4375, 448, 2 ** -9, 7 * 2 ** -9, -0, Number.NaN, Number.NaN],
  ]);
});

test("E5M2: normal, subnormal, greatest, infinite, NaN", () => {
  expect(values("F8_E5M2", 0x3c, 0xb7, 0x7b, 0x01, 0x7c, 0xfc, 0x7d)).toEqual([
    ...[1, -0.4375, 57344, 2 ** -16, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
  ]);
});

test("complex numbers are no float32", () => {
  expect(() => toFloat32({ dtype: "C64", shape: [1], data: Float32Array.of(1, 2) })).toThrow(
    /expected real numbers, got C64/,
  );
});
