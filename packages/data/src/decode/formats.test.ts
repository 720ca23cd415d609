import sharp from "sharp";
import { describe, expect, test } from "vitest";
import goldens from "../../test/golden/formats.json" with { type: "json" };
import { bytes } from "../../test/golden.ts";
import { floatTiff, tiff } from "../../test/write-tiff.ts";
import { decodeImage } from "./decode.ts";

const reasonOf = (file: Uint8Array) =>
  decodeImage(file).then(
    () => "decoded",
    (error: Error) => error.message,
  );

describe("decodeImage", () => {
  for (const [name, golden] of Object.entries(goldens)) {
    test(`equals PIL's convert("RGB") for ${name}`, async () => {
      const { data, width, height, channels } = await decodeImage(bytes(golden.file));
      expect([width, height]).toEqual([golden.width, golden.height]);
      const rgb = channels === 3 ? [...data] : [...data].flatMap((value) => [value, value, value]);
      expect(rgb).toEqual([...bytes(golden.rgb)]);
    });
  }

  test.each([1, 3] as const)(
    "takes floats from 0 to 1 for parts of 255, alike in grey and colour (%d)",
    async (channels) => {
      const values = [0, 0.25, 0.5, 0.75, 1, 0.1];
      const file = floatTiff(
        3,
        2,
        channels,
        values.flatMap((value) => new Array<number>(channels).fill(value)),
      );
      const { data, ...size } = await decodeImage(file);
      expect(size).toEqual({ width: 3, height: 2, channels });
      expect([...data].filter((_, i) => i % channels === 0)).toEqual([0, 64, 128, 191, 255, 26]);
    },
  );

  test("says in words that samples of 64 bits are not decoded", async () => {
    const samples = Buffer.from(Float64Array.of(0, 1, 0.5).buffer);
    expect(await reasonOf(tiff(3, 1, 1, { bits: 64, format: 3, samples }))).toBe(
      "the TIFF has samples of 64 bits, which this build cannot decode: save it with 32 or less",
    );
  });

  test.each([1, 3] as const)("takes floats of 16 bits as it does those of 32 (%d channels)", async (channels) => {
    // 0, 0.25, 0.5 and 1 as IEEE 754 halves.
    const halves = [0, 0x3400, 0x3800, 0x3c00].flatMap((half) => new Array<number>(channels).fill(half));
    const samples = Buffer.from(Uint16Array.from(halves).buffer);
    const { data } = await decodeImage(tiff(4, 1, channels, { bits: 16, format: 3, samples }));
    expect([...data].filter((_, i) => i % channels === 0)).toEqual([0, 64, 128, 255]);
  });

  test("refuses signed 16 bits below 0, which libvips would cut off", async () => {
    const samples = Buffer.from(Int16Array.of(-2000, 100).buffer);
    expect(await reasonOf(tiff(2, 1, 1, { bits: 16, format: 2, samples }))).toMatch(/numbers from -2,000 to 100/);
  });

  test.each([
    [{ bits: 12 }, "the TIFF has samples of 12 bits, which this build cannot decode: save it with 8 or 16"],
    [{ photometric: 6 }, /^the TIFF's pixels are YCbCr without JPEG's compression, which .*: save it as RGB$/],
    [{ photometric: 8 }, /^the TIFF's pixels are CIE L\*a\*b\*/],
    [{ photometric: 32803 }, /^the TIFF's pixels are a camera's raw pattern/],
    [{ channels: 5 }, /^the TIFF has 5 channels, and those with up to 4 are decoded/],
    [{ bits: 32, format: 3, photometric: 0 }, /^the TIFF's samples are signed, floats or wide, and not grey with 0/],
    [{ bits: 64, format: 6 }, /^the TIFF has samples of 64 bits/],
  ])("says in words that a TIFF of %j is not decoded", async (kind, reason) => {
    const channels = "channels" in kind ? kind.channels : 3;
    const samples = Buffer.alloc(channels * 2 * 8, 7);
    expect(await reasonOf(tiff(2, 1, channels, { bits: 8, format: 1, samples, ...kind }))).toMatch(reason);
  });

  test("decodes inks of 16 bits by their upper 8", async () => {
    const inks = Uint16Array.of(0, 65_535, 32_768, 0, 0, 0, 0, 65_535);
    const samples = Buffer.from(inks.buffer);
    const file = tiff(2, 1, 4, { bits: 16, format: 1, photometric: 5, samples });
    expect([...(await decodeImage(file)).data]).toEqual([255, 0, 127, 0, 0, 0]);
  });

  test("says of an animated AVIF what it is", async () => {
    const file = Buffer.concat([Buffer.from("\0\0\0\x18ftypavis\0\0\0\0avismsf1", "latin1"), Buffer.alloc(400)]);
    expect(await reasonOf(file)).toMatch(/^an animated AVIF, of which this build decodes no picture; convert it/);
  });

  test("takes signed 16 bits and 32 bits in colour as what they are, up to 255", async () => {
    const short = Buffer.from(Int16Array.of(0, 100, 255, 7, 8, 9).buffer);
    expect([...(await decodeImage(tiff(2, 1, 3, { bits: 16, format: 2, samples: short }))).data]).toEqual([
      0, 100, 255, 7, 8, 9,
    ]);
    const long = Buffer.from(Uint32Array.of(0, 100, 255, 7, 8, 9).buffer);
    expect([...(await decodeImage(tiff(2, 1, 3, { bits: 32, format: 1, samples: long }))).data]).toEqual([
      0, 100, 255, 7, 8, 9,
    ]);
    const high = Buffer.from(Int16Array.of(0, 30_000).buffer);
    expect(await reasonOf(tiff(2, 1, 1, { bits: 16, format: 2, samples: high }))).toMatch(
      /from 0 to 30,000, and 0 to 255 are decoded/,
    );
  });

  test.each([
    [50000, "Zstandard"],
    [34925, "LZMA"],
  ])("names a compression that this build lacks (%d)", async (compression, name) => {
    const file = tiff(3, 2, 1, { bits: 8, format: 1, samples: Buffer.alloc(6), compression });
    expect(await reasonOf(file)).toBe(
      `the TIFF is compressed by ${name}, which this build cannot decompress: save it with LZW or Deflate`,
    );
  });

  test("refuses floats of another range, in words", async () => {
    expect(await reasonOf(floatTiff(2, 1, 1, [-3, 4000]))).toBe(
      "the TIFF's samples are numbers from -3 to 4,000, and 0 to 1 or 0 to 255 are decoded: scale them",
    );
    expect(await reasonOf(floatTiff(2, 1, 1, [0, Number.NaN]))).toMatch(/not numbers \(NaN\)/);
  });

  test.each([
    ["version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 12\n", /^a Git LFS pointer.*run git lfs pull/],
    ["<!DOCTYPE html><html><body>404</body></html>", /^an HTML page.*download the picture again/],
    ['{"error": "not found"}', /^a JSON file/],
    ["not found", /^a text/],
    ["\0".repeat(500), /^a file of zeros/],
    ["%PDF-1.7", /^a PDF/],
    [`${"\0".repeat(128)}DICM${"\0".repeat(200)}`, /^a DICOM file; export it as PNG/],
    ["/annex/objects/SHA256E-s12--abc.jpg\n", /^a git-annex pointer.*run git annex get/],
    ["[InternetShortcut]\nURL=https://example.org", /^a text/],
    ["\xff".repeat(400), /^no picture in a format/],
    ["PK\x03\x04....", /^an archive/],
    ["\0\0\0\x18ftypheic\0\0\0\0mif1heic", /^a HEIC.*cannot decode HEVC/],
    ['<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', /^an SVG.*not decoded/],
    ["\x01\x02\x03\x04", /^no picture in a format that is decoded; which are JPEG, PNG/],
  ])("says what %j is that is no image", async (contents, reason) => {
    expect(await reasonOf(Buffer.from(contents, "latin1"))).toMatch(reason);
  });

  test.each(["jpeg", "png", "webp", "tiff", "gif"] as const)("says in words that a %s is cut off", async (format) => {
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) >> 3);
    const whole = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .toFormat(format)
      .toBuffer();
    expect(await reasonOf(whole.subarray(0, whole.length / 2))).toMatch(/^the (JPEG|PNG|WebP|TIFF|GIF) is cut off/);
  });

  test("says of JPEGs of rare kinds that they are so, and not that they are damaged", async () => {
    const usual = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
      .jpeg()
      .toBuffer();
    const frame = usual.indexOf(Buffer.from([0xff, 0xc0]));
    const changed = (at: number, value: number) => Buffer.from(usual.map((byte, i) => (i === at ? value : byte)));
    for (const file of [changed(frame + 4, 12), changed(frame + 1, 0xf7)]) {
      expect(await reasonOf(file)).toMatch(
        /^the JPEG is of a kind that this build cannot decode \(.*\): save it anew$/,
      );
    }
  });

  test("says in words that a BMP is cut off", async () => {
    const whole = bytes(goldens["rgb.bmp"].file);
    expect(await reasonOf(whole.subarray(0, whole.length - 100))).toMatch(
      /^the BMP is cut off: it has \d+ of its \d+ bytes/,
    );
    expect(await reasonOf(whole.subarray(0, 30))).toMatch(/^the BMP cannot be decoded: it ends in its header/);
  });
});
