import { describe, expect, test } from "vitest";
import { dtypeName, dtypeNumbers, elementSize, toBytes, viewAs } from "./dtypes.ts";

describe("dtypes", () => {
  test("take typed arrays as they are, without a copy", () => {
    const values = Float32Array.of(1, 2);
    expect(toBytes(dtypeNumbers.float32, values, 2).buffer).toBe(values.buffer);
  });

  test("convert plain numbers", () => {
    expect(new Int32Array(toBytes(dtypeNumbers.int32, [1, -2], 2).buffer)).toEqual(Int32Array.of(1, -2));
    expect(new BigInt64Array(toBytes(dtypeNumbers.int64, [1, -2], 2).buffer)).toEqual(BigInt64Array.of(1n, -2n));
    expect(toBytes(dtypeNumbers.bool, [1, 0], 2)).toEqual(Uint8Array.of(1, 0));
  });

  test("take an int64 as tfjs-node's pair of int32", () => {
    const bytes = toBytes(dtypeNumbers.int64, Int32Array.of(5, 0), 1);
    expect(new BigInt64Array(bytes.slice().buffer)).toEqual(BigInt64Array.of(5n));
  });

  test("read back what they wrote", () => {
    const bytes = toBytes(dtypeNumbers.complex64, Float32Array.of(1, 2, 3, 4), 2);
    expect(viewAs(dtypeNumbers.complex64, bytes.slice().buffer)).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  test("have sizes and names, except what JavaScript has no array for", () => {
    expect([elementSize(dtypeNumbers.complex64), elementSize(dtypeNumbers.bool)]).toEqual([8, 1]);
    expect(() => elementSize(dtypeNumbers.string)).toThrow("elementSize: expected a numeric dtype, got string");
    expect(dtypeName(99)).toBe("TF_DataType 99");
  });
});
