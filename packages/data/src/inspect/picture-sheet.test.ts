import sharp from "sharp";
import { expect, test } from "vitest";
import type { Pixels } from "../dataset/pixels.ts";
import { pictureSheet } from "./picture-sheet.ts";

const filled = (width: number, height: number, color: readonly number[]): Pixels => ({
  data: Uint8Array.from({ length: width * height * color.length }, (_, i) => color[i % color.length] ?? 0),
  width,
  height,
  channels: color.length === 1 ? 1 : 3,
});

async function drawn(...args: Parameters<typeof pictureSheet>) {
  const { data, info } = await sharp(await pictureSheet(...args))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
  return { ...info, at };
}

test("fits small, large, flat and grey pictures into squares on white", async () => {
  const [red, grey] = [[200, 10, 20], [90]];
  const rows = [[{ pixels: filled(5, 2, red) }, { pixels: filled(40, 20, red) }], [{ pixels: filled(3, 7, grey) }]];
  const { width, height, at } = await drawn(rows, { side: 12, format: "png" });
  expect([width, height]).toEqual([36, 36]);
  // 5×2 becomes 10×4, at (5, 8).
  expect([at(5, 8), at(14, 11), at(4, 8), at(15, 11), at(5, 7), at(5, 12)]).toEqual([
    red,
    red,
    white,
    white,
    white,
    white,
  ]);
  // 40×20 becomes 12×6, at (20, 7).
  expect([at(20, 7), at(31, 12), at(20, 6), at(31, 13)]).toEqual([red, red, white, white]);
  // 3×7 stays, at (8, 22).
  expect([at(8, 22), at(10, 28), at(11, 28)]).toEqual([[90, 90, 90], [90, 90, 90], white]);
});

test("keeps words below their picture, whatever is in them", async () => {
  const pixels = filled(64, 64, [0, 0, 0]);
  const caption = ["<b>&\u0001 very long, far longer than sixty-four pixels", ""];
  const { width, height, at } = await drawn([[{ pixels, caption }, { pixels }]], { side: 64, format: "png" });
  expect([width, height]).toEqual([140, 4 + 64 + 2 * 15 + 4]);
  const below = (from: number, to: number) =>
    Array.from({ length: (to - from) * 30 }, (_, i) => at(from + (i % (to - from)), 68 + Math.floor(i / (to - from))));
  expect(below(80, 136).every((color) => color.join() === white.join())).toBe(true);
});

test("writes JPEG where asked", async () => {
  const file = await pictureSheet([[{ pixels: filled(2, 2, [1, 2, 3]) }]], { side: 8, format: "jpeg" });
  expect(await sharp(file).metadata()).toMatchObject({ format: "jpeg", width: 16, height: 16 });
});

const white = [255, 255, 255];
