import { describe, expect, test } from "vitest";
import { ownPixels, type Pixels } from "../dataset/pixels.ts";
import { random } from "../random.ts";
import { allocate, pixelMemory } from "../wasm/pixel-module.ts";
import { orient } from "./orient.ts";
import { quickResize } from "./quick-resize.ts";
import { type Rectangle, resize } from "./resize.ts";

function noise(width: number, height: number): Pixels {
  const draws = random(width, height);
  return {
    data: Uint8Array.from({ length: width * height * 3 }, () => draws.integer(256)),
    width,
    height,
    channels: 3,
  };
}

function exact(image: Pixels, crop: Rectangle, size: number): Pixels {
  return resize(image, {
    crop,
    scaled: { width: size, height: size },
    window: { x: 0, y: 0, width: size, height: size },
  });
}

describe("quickResize", () => {
  test.each([
    ["smaller", 90, 70, { x: 3, y: 5, width: 80, height: 60 }],
    ["larger", 20, 15, { x: 2, y: 1, width: 17, height: 13 }],
    ["smaller one way, larger the other", 100, 20, { x: 0, y: 0, width: 100, height: 20 }],
    ["from one pixel", 4, 4, { x: 3, y: 3, width: 1, height: 1 }],
    ["much smaller", 600, 500, { x: 7, y: 9, width: 590, height: 480 }],
  ])("is within a level of the exact filter on noise, the worst there is: %s", (_, width, height, crop) => {
    const image = noise(width, height);
    const quick = quickResize(image, crop, 32);
    const errors = [...exact(image, crop, 32).data].map((value, i) => (quick.data[i] ?? 0) - value);
    expect(quick).toMatchObject({ width: 32, height: 32, channels: 3 });
    expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(Math.abs(errors.reduce((sum, error) => sum + error) / errors.length)).toBeLessThan(0.05);
  });

  test("only copies a part of the result's size", () => {
    const image = noise(40, 30);
    const crop = { x: 5, y: 6, width: 16, height: 16 };
    expect(quickResize(image, crop, 16).data).toEqual(exact(image, crop, 16).data);
  });

  test.each([
    [true, false],
    [false, true],
    [true, true],
  ])("lays the result down another way: flipX %s, flipY %s", (flipX, flipY) => {
    const image = noise(50, 41);
    const crop = { x: 2, y: 3, width: 45, height: 20 };
    const flips = { flipX, flipY };
    const expected = orient(quickResize(image, crop, 24), { ...flips, transpose: false });
    expect(ownPixels(quickResize(image, crop, 24, flips))).toEqual(expected);
  });

  test("takes images larger than all before", () => {
    const image = noise(900, 700);
    const crop = { x: 100, y: 50, width: 800, height: 650 };
    const quick = quickResize(image, crop, 64);
    const errors = [...exact(image, crop, 64).data].map((value, i) => (quick.data[i] ?? 0) - value);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual(1);
  });

  test("keeps a colour as it is, up to the brightest, whatever was resized before", () => {
    quickResize(noise(200, 200), { x: 0, y: 0, width: 200, height: 200 }, 24);
    for (const color of [0, 1, 127, 255]) {
      const plain: Pixels = { data: new Uint8Array(33 * 21 * 3).fill(color), width: 33, height: 21, channels: 3 };
      const { data } = quickResize(plain, { x: 0, y: 0, width: 33, height: 21 }, 24);
      expect(new Set(data)).toEqual(new Set([color]));
    }
  });

  test.each([8, 60])("takes pixels that lie in its own memory from there: to %d", (size) => {
    const image = noise(45, 37);
    const crop = { x: 4, y: 3, width: 38, height: 31 };
    const expected = quickResize(image, crop, size).data.slice();
    const { pixels } = allocate({ pixels: image.data.length });
    const data = new Uint8Array(pixelMemory.buffer, pixels, image.data.length);
    data.set(image.data);
    expect(quickResize({ ...image, data }, crop, size).data).toEqual(expected);
  });
});
