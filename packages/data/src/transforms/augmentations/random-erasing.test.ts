import { expect, test } from "vitest";
import type { Pixels } from "../../dataset/pixels.ts";
import { random } from "../../random.ts";
import { eraseRandomly } from "./random-erasing.ts";

const size = 20;
const white = (): Pixels => ({
  data: new Uint8Array(size * size * 3).fill(255),
  width: size,
  height: size,
  channels: 3,
});

test("erases a rectangle of 2 % to a third of the area with the mean", () => {
  for (let seed = 0; seed < 50; seed++) {
    const image = white();
    eraseRandomly(image, 1, [0.5, 0.25, 0], random(seed));
    const erased = [...Array(size * size).keys()].filter((pixel) => image.data[3 * pixel] !== 255);
    const rows = new Set(erased.map((pixel) => Math.floor(pixel / size)));
    const columns = new Set(erased.map((pixel) => pixel % size));
    expect(erased.length).toBe(rows.size * columns.size);
    expect(erased.length).toBeGreaterThanOrEqual(4); // 2 % of 400 are 8 pixels, before its sides are rounded
    expect(erased.length).toBeLessThanOrEqual(150);
    const [first = 0] = erased;
    expect([...image.data.subarray(3 * first, 3 * first + 3)]).toEqual([128, 64, 0]);
  }
});

test("has its probability", () => {
  const hit = (seed: number) => {
    const image = white();
    eraseRandomly(image, 0.25, [0, 0, 0], random(seed));
    return image.data.includes(0);
  };
  const hits = Array.from({ length: 400 }, (_, seed) => hit(seed)).filter(Boolean).length;
  expect(hits).toBeGreaterThan(70); // 100 ± 3.4 standard deviations
  expect(hits).toBeLessThan(130);
});
