import { describe, expect, test } from "vitest";
import cases from "../../test/golden/resize.json" with { type: "json" };
import { bytes } from "../../test/golden.ts";
import { resize } from "./resize.ts";

describe("resize", () => {
  for (const golden of cases) {
    const [left = 0, top = 0, right = 0, bottom = 0] = golden.box;
    const [width = 0, height = 0] = golden.scaled;
    const image = {
      data: bytes(golden.source),
      width: golden.width,
      height: golden.height,
      channels: golden.channels === 1 ? (1 as const) : (3 as const),
    };
    const crop = { x: left, y: top, width: right - left, height: bottom - top };

    test(`equals PIL's bilinear filter from [${golden.box}] to ${width}×${height}, ${golden.channels} channels`, () => {
      const { data } = resize(image, { crop, scaled: { width, height }, window: { x: 0, y: 0, width, height } });
      expect([...data]).toEqual([...bytes(golden.result)]);
    });

    test(`makes any window of ${width}×${height} without the rest`, () => {
      const window = { x: width >> 1, y: height >> 2, width: width - (width >> 1), height: (height + 1) >> 1 };
      const { data } = resize(image, { crop, scaled: { width, height }, window });
      const whole = bytes(golden.result);
      const rows = Array.from({ length: window.height }, (_, y) => {
        const start = ((window.y + y) * width + window.x) * golden.channels;
        return [...whole.subarray(start, start + window.width * golden.channels)];
      });
      expect([...data]).toEqual(rows.flat());
    });
  }

  test("copies when nothing is scaled, and shares no memory with the source", () => {
    const image = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2, channels: 1 as const };
    const crop = { x: 0, y: 0, width: 3, height: 2 };
    const copy = resize(image, { crop, scaled: { width: 3, height: 2 }, window: { x: 1, y: 0, width: 2, height: 2 } });
    image.data.fill(0);
    expect(copy).toEqual({ data: Uint8Array.of(2, 3, 5, 6), width: 2, height: 2, channels: 1 });
  });

  test("spreads a single pixel", () => {
    const image = { data: Uint8Array.of(9, 8, 7), width: 1, height: 1, channels: 3 as const };
    const whole = { x: 0, y: 0, width: 2, height: 2 };
    const { data } = resize(image, { crop: { x: 0, y: 0, width: 1, height: 1 }, scaled: whole, window: whole });
    expect([...data]).toEqual([9, 8, 7, 9, 8, 7, 9, 8, 7, 9, 8, 7]);
  });
});
