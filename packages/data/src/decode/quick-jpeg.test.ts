import sharp from "sharp";
import { describe, expect, test } from "vitest";
import goldens from "../../test/golden/decode.json" with { type: "json" };
import { bytes } from "../../test/golden.ts";
import type { AnyPixels, Pixels } from "../dataset/pixels.ts";
import { random } from "../random.ts";
import { copyRectangle, type Rectangle } from "../resample/resize.ts";
import { pixelMemory } from "../wasm/pixel-module.ts";
import { quickJpeg } from "./quick-jpeg.ts";

type JpegOptions = { quality?: number; chromaSubsampling?: string; progressive?: boolean; optimiseCoding?: boolean };

/** Waves with noise between them: blocks of few and of many coefficients. */
async function picture(width: number, height: number, options: JpegOptions = {}): Promise<Buffer> {
  const draws = random(width, height);
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
    i % 40 < 20 ? draws.integer(256) : 128 + 100 * Math.sin((i * i) / 900),
  );
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85, ...options })
    .toBuffer();
}

async function bySharp(file: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(file).toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}

function cut(image: AnyPixels, x: number, y: number, { width, height }: Rectangle): Buffer {
  const target = { data: new Uint8Array(width * height * 3), width, height, channels: 3 } as const;
  copyRectangle(image, x, y, target);
  return Buffer.from(target.data);
}

/** The window of the file, or undefined where it is not decoded. */
function decoded(file: Uint8Array, window: Rectangle): Buffer | undefined {
  const found = quickJpeg(file, window);
  return found && cut(found.pixels, found.part.x, found.part.y, window);
}

describe("quickJpeg", () => {
  test.each(["subsampled.jpg", "half-columns.jpg", "full.jpg", "profile.jpg"] as const)(
    "equals Pillow for %s",
    (name) => {
      const { file, rgb, width, height } = goldens[name];
      expect(decoded(bytes(file), { x: 0, y: 0, width, height })).toEqual(Buffer.from(bytes(rgb)));
    },
  );

  test.each([
    [150, 90, { quality: 90 }],
    [97, 131, { quality: 40 }],
    [64, 48, { quality: 100, chromaSubsampling: "4:4:4" }],
    [33, 40, { quality: 75, optimiseCoding: false }],
    [8, 9, {}],
    [300, 2, {}],
  ])("gives the pixels of libjpeg, whole and in windows: %i × %i, %o", async (width, height, options) => {
    const file = await picture(width, height, options);
    const whole = await bySharp(file);
    const draws = random(3);
    expect(decoded(file, { x: 0, y: 0, width, height })).toEqual(Buffer.from(whole.data));
    for (let i = 0; i < 40; i++) {
      const size = { width: 1 + draws.integer(width), height: 1 + draws.integer(height) };
      const window = { x: draws.integer(width - size.width + 1), y: draws.integer(height - size.height + 1), ...size };
      expect(decoded(file, window)).toEqual(cut(whole, window.x, window.y, window));
    }
  });

  test("keeps nothing of the image before, whose tables and size were others", async () => {
    const small = await picture(40, 30, { quality: 50 });
    const window = { x: 3, y: 5, width: 30, height: 20 };
    const alone = decoded(small, window);
    decoded(await picture(700, 500, { quality: 95 }), { x: 0, y: 0, width: 700, height: 500 });
    expect(decoded(small, window)).toEqual(alone);
  });

  test("leaves to other decoders what is not baseline, not YCbCr in one scan, or has restarts", async () => {
    const window = { x: 0, y: 0, width: 8, height: 8 };
    for (const name of ["grey.jpg", "cmyk.jpg", "progressive.jpg", "restarts.jpg", "rgb.png", "lossy.webp"] as const) {
      expect(decoded(bytes(goldens[name].file), window)).toBeUndefined();
    }
    expect(decoded(await picture(5, 20), { ...window, width: 5 })).toBeUndefined();
    expect(decoded(new Uint8Array(), window)).toBeUndefined();
  });

  test("leaves to other decoders what would take very much memory", async () => {
    const file = await picture(64, 48);
    const frame = file.indexOf(Buffer.of(0xff, 0xc0)) + 5;
    file.writeUInt16BE(5000, frame);
    file.writeUInt16BE(5000, frame + 2);
    decoded(file, { x: 0, y: 0, width: 8, height: 8 });
    const before = pixelMemory.buffer.byteLength;
    expect(decoded(file, { x: 0, y: 0, width: 5000, height: 5000 })).toBeUndefined();
    expect(pixelMemory.buffer.byteLength).toBe(before);
  });

  test("leaves to other decoders what is cut off anywhere, whatever the window", async () => {
    const file = await picture(64, 48);
    const [top, all] = [1, 48].map((height) => ({ x: 0, y: 0, width: 64, height }));
    for (let length = 0; length < file.length; length += 7) {
      expect(top && decoded(file.subarray(0, length), top)).toBeUndefined();
      // Cut off, but with an end: found out by whoever needs what is missing.
      const ended = Buffer.concat([file.subarray(0, length), Buffer.of(0xff, 0xd9)]);
      expect(all && decoded(ended, all)).toBeUndefined();
    }
  });

  test("takes damaged bytes without harm, and never reads as much as it should not", async () => {
    const file = await picture(120, 80);
    const window = { x: 0, y: 0, width: 120, height: 80 };
    const draws = random(9);
    let refused = 0;
    for (let i = 0; i < 300; i++) {
      const damaged = Buffer.from(file);
      for (let change = 0; change < 3; change++) damaged[draws.integer(file.length)] = draws.integer(256);
      const found = decoded(damaged, window);
      if (!found) refused++;
      else expect(found).toHaveLength(120 * 80 * 3);
    }
    expect(refused).toBeGreaterThan(0);
    expect(decoded(file, window)).toEqual(Buffer.from((await bySharp(file)).data));
  });

  test("leaves to other decoders tables that libjpeg calls bogus, and those with too many symbols", async () => {
    const file = await picture(64, 48, { optimiseCoding: false });
    const window = { x: 0, y: 0, width: 64, height: 48 };
    expect(decoded(file, window)).toBeDefined();
    const at = file.indexOf(Buffer.of(0xff, 0xc4)) + 4;
    // The DC table of brightness: its counts begin after its number.
    const changed = (place: number, value: number) => {
      const copy = Buffer.from(file);
      copy[at + place] = value;
      return copy;
    };
    expect(decoded(changed(1, 2), window)).toBeUndefined(); // both codes of one bit: one is all ones
    expect(decoded(changed(17, 16), window)).toBeUndefined(); // a coefficient of 16 bits
    for (const place of [12, 13, 14, 15, 16]) expect(decoded(changed(place, 255), window)).toBeUndefined();
  });

  test("does not write beyond a table's place, however many symbols a segment claims", async () => {
    const file = await picture(64, 48);
    const counts = Buffer.alloc(16, 255);
    const length = 2 + 17 + 16 * 255;
    const segment = Buffer.concat([
      Buffer.of(0xff, 0xc4, length >> 8, length & 255, 0),
      counts,
      Buffer.alloc(16 * 255, 3),
    ]);
    const window = { x: 0, y: 0, width: 64, height: 48 };
    expect(decoded(Buffer.concat([file.subarray(0, 2), segment, file.subarray(2)]), window)).toBeUndefined();
    expect(decoded(file, window)).toEqual(Buffer.from((await bySharp(file)).data));
  });

  test("notices at once that the data has ended, however wide the rows that are read over", async () => {
    const file = await picture(64, 48);
    const frame = file.indexOf(Buffer.of(0xff, 0xc0)) + 5;
    file.writeUInt16BE(65_000, frame);
    file.writeUInt16BE(65_000, frame + 2);
    for (const y of [0, 40_000, 64_000]) {
      expect(decoded(file, { x: 64_000, y, width: 8, height: 8 })).toBeUndefined();
    }
  });

  test("tells of bytes after the last unit, where the window reaches it", async () => {
    const file = await picture(64, 48);
    const more = Buffer.concat([file.subarray(0, -2), Buffer.of(1, 2, 3, 0xff, 0xd9)]);
    const told = (bytes: Uint8Array, height: number) => {
      const words: string[] = [];
      expect(quickJpeg(bytes, { x: 0, y: 0, width: 64, height }, (damage) => words.push(damage))).toBeDefined();
      return words;
    };
    expect(told(more, 48)).toEqual(["the JPEG is damaged (3 bytes follow the last of its image)"]);
    expect(told(more, 9)).toEqual([]);
    expect(told(file, 48)).toEqual([]);
  });
});
