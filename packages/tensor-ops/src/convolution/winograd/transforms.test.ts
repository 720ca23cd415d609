import { noise } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { type Matrix, type TileSize, tileSizes, winogradTransforms } from "./transforms.ts";

const times = ({ rows, columns, values }: Matrix, x: readonly number[]) =>
  Array.from({ length: rows }, (_, row) =>
    x.reduce((sum, number, column) => sum + (values[row * columns + column] ?? Number.NaN) * number, 0),
  );

/** A patch under a kernel of 3×3, sum by sum. */
function convolved(patch: readonly number[], kernel: readonly number[], size: TileSize): number[] {
  return Array.from({ length: size ** 2 }, (_, at) => {
    const [y, x] = [Math.floor(at / size), at % size];
    return kernel.reduce((sum, weight, tap) => {
      const pixel = patch[(y + Math.floor(tap / 3)) * (size + 2) + x + (tap % 3)] ?? Number.NaN;
      return sum + weight * pixel;
    }, 0);
  });
}

test.each(Object.values(tileSizes))("in tiles of %i a product for each pixel of a patch is the convolution", (size) => {
  const { patch, kernel, turnedKernel, tile } = winogradTransforms(size);
  expect([patch.rows, patch.columns]).toEqual([(size + 2) ** 2, (size + 2) ** 2]);
  expect([kernel.rows, kernel.columns]).toEqual([(size + 2) ** 2, 9]);
  expect([tile.rows, tile.columns]).toEqual([size ** 2, (size + 2) ** 2]);
  const pixels = Array.from(noise((size + 2) ** 2, 1));
  const weights = Array.from(noise(9, 2));
  const transformed = times(patch, pixels);
  const products = times(kernel, weights).map((weight, at) => weight * (transformed[at] ?? Number.NaN));
  const expected = convolved(pixels, weights, size);
  expect(times(tile, products)).toEqual(expected.map((value) => expect.closeTo(value, 5)));
  expect(times(turnedKernel, weights.toReversed())).toEqual(times(kernel, weights).map((v) => expect.closeTo(v, 6)));
});

test("what bfloat16 computes with is exact in it", () => {
  const { patch, kernel, tile } = winogradTransforms(tileSizes.bfloat16);
  const low = new Uint32Array(1);
  for (const value of [patch, kernel, tile].flatMap(({ values }) => Array.from(values))) {
    new Float32Array(low.buffer)[0] = value;
    expect((low[0] ?? 1) & 0xffff).toBe(0);
  }
});
