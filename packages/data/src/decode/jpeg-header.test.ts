import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { jpegHeader } from "./jpeg-header.ts";

const picture = (channels: 3 | 4) => sharp({ create: { width: 31, height: 17, channels, background: "teal" } });

describe("jpegHeader", () => {
  test.each([false, true])("reads size and components (progressive: %s)", async (progressive) => {
    const bytes = await picture(3).jpeg({ progressive }).toBuffer();
    expect(jpegHeader(bytes)).toEqual({ width: 31, height: 17, components: 3, hasExif: false, isWarnedOf: false });
  });

  test("knows grey, CMYK and EXIF", async () => {
    expect(jpegHeader(await picture(3).toColourspace("b-w").jpeg().toBuffer())?.components).toBe(1);
    expect(jpegHeader(await picture(3).toColourspace("cmyk").jpeg().toBuffer())?.components).toBe(4);
    expect(jpegHeader(await picture(3).withMetadata({ orientation: 6 }).jpeg().toBuffer())?.hasExif).toBe(true);
  });

  test("has nothing to say of other files, and of headers that are cut off", async () => {
    expect(jpegHeader(await picture(4).png().toBuffer())).toBeUndefined();
    expect(jpegHeader(new Uint8Array())).toBeUndefined();
    const bytes = await picture(3).jpeg().toBuffer();
    for (const length of [2, 8, 30, 100]) expect(jpegHeader(bytes.subarray(0, length))).toBeUndefined();
    expect(jpegHeader(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0))).toBeUndefined();
  });
});
