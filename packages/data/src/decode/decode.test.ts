import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fixturePath, goldenCases, readGoldenJson } from "@tresnet/vitest";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import goldens from "../../test/golden/decode.json" with { type: "json" };
import { bytes } from "../../test/golden.ts";
import { decodeFile, decodeImage } from "./decode.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-decode-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("decodeImage", async () => {
  for (const [name, golden] of Object.entries(goldens)) {
    test(`equals PIL's convert("RGB") for ${name}`, async () => {
      const { data, width, height, channels } = await decodeImage(bytes(golden.file));
      expect([width, height]).toEqual([golden.width, golden.height]);
      const rgb = channels === 3 ? [...data] : [...data].flatMap((value) => [value, value, value]);
      expect(rgb).toEqual([...bytes(golden.rgb)]);
    });
  }

  const listJpegs = () => {
    const { images } = readGoldenJson<{ images: { file: string }[] }>("preproc", "preproc.json");
    return images.flatMap(({ file }) => (file.endsWith(".jpg") ? [file] : []));
  };
  test.each(await goldenCases(listJpegs, "no golden files"))("decodes the fixture %s as PIL does", async (jpeg) => {
    const decoded = await decodeFile(fixturePath("preproc", jpeg));
    const expected = await decodeFile(fixturePath("preproc", jpeg.replace(/\.jpg$/, "_decoded.png")));
    expect(decoded.width).toBe(expected.width);
    expect(Buffer.compare(decoded.data, expected.data)).toBe(0);
  });

  test("keeps grey images at one channel", async () => {
    expect((await decodeImage(bytes(goldens["grey.png"].file))).channels).toBe(1);
    expect((await decodeImage(bytes(goldens["grey.jpg"].file))).channels).toBe(1);
  });

  test.each([1, 2, 3, 4] as const)("keeps the upper 8 of 16 bits (%d channels)", async (channels) => {
    const values = Uint16Array.from({ length: 6 * channels }, (_, i) => i * 2711 + 255);
    const png = await sharp(values, { raw: { width: 3, height: 2, channels } })
      .toColourspace(channels < 3 ? "grey16" : "rgb16")
      .png()
      .toBuffer();
    expect((await sharp(png).metadata()).depth).toBe("ushort");
    const decoded = await decodeImage(png);
    const kept = channels < 3 ? 1 : 3;
    expect(decoded.channels).toBe(kept);
    const high = [...values].filter((_, i) => i % channels < kept).map((value) => value >> 8);
    expect([...decoded.data]).toEqual(high);
  });

  test("refuses a 1×1 image, which is a placeholder, and decodes 1×2", async () => {
    const png = (height: number) =>
      sharp({ create: { width: 1, height, channels: 3, background: "red" } })
        .png()
        .toBuffer();
    await expect(decodeImage(await png(1))).rejects.toThrow("the image has 1 × 1 pixels: a placeholder, no picture");
    expect(await decodeImage(await png(2))).toMatchObject({ width: 1, height: 2, channels: 3 });
  });

  test("refuses what is not an image", async () => {
    await expect(decodeImage(Buffer.from("a note named photo.jpg"))).rejects.toThrow(
      /a text; download the picture again/,
    );
    await expect(decodeImage(new Uint8Array())).rejects.toThrow("the file is empty");
  });

  test.each(["jpeg", "png", "webp"] as const)("refuses a %s cut in half", async (format) => {
    const noise = Buffer.from(Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) >> 3));
    const whole = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .toFormat(format)
      .toBuffer();
    await expect(decodeImage(whole.subarray(0, whole.length / 2))).rejects.toThrow();
  });

  test("refuses a header that promises a huge image, before making room for it", async () => {
    const png = await sharp({ create: { width: 1, height: 1, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    png.writeUInt32BE(1 << 20, 16);
    png.writeUInt32BE(1 << 20, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    await expect(decodeImage(png)).rejects.toThrow(
      /the image has 1,048,576 × 1,048,576 pixels, and no more than 178,956,970 are decoded; scale it down/,
    );
  });
});

describe("decodeImage with a shorter side", () => {
  const jpeg = (width: number, height: number, orientation = 1) => {
    const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => 128 + 100 * Math.sin(i / (width * 90)));
    const image = sharp(data, { raw: { width, height, channels: 3 } });
    return image.withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
  };

  test.each([
    [403, 301, 100, 201, 150],
    [403, 301, 75, 100, 75],
    [403, 301, 20, 50, 37],
    [403, 301, 151, 403, 301],
  ])("brings %d×%d to at least %d", async (width, height, shorterSide, expectedWidth, expectedHeight) => {
    const bytes = await jpeg(width, height);
    const small = await decodeImage(bytes, { shorterSide });
    expect([small.width, small.height]).toEqual([expectedWidth, expectedHeight]);
    const mean = (data: Uint8Array) => data.reduce((sum, value) => sum + value, 0) / data.length;
    expect(mean(small.data)).toBeCloseTo(mean((await decodeImage(bytes)).data), 0);
  });

  test("knows which side is which after the EXIF rotation", async () => {
    const { width, height } = await decodeImage(await jpeg(400, 200, 6), { shorterSide: 100 });
    expect([width, height]).toEqual([100, 200]);
  });

  test("decodes other formats whole", async () => {
    const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    expect((await decodeImage(png, { shorterSide: 8 })).width).toBe(64);
  });
});

describe("a JPEG in the calling thread", () => {
  const told = async (bytes: Uint8Array) => {
    const damage: string[] = [];
    await decodeImage(bytes, { inThread: true, tellDamage: (words) => damage.push(words) });
    return damage.join();
  };

  test("of a JFIF version or of Adobe's colours that libjpeg warns of is told of", async () => {
    const jpeg = await sharp({ create: { width: 16, height: 16, channels: 3, background: "teal" } })
      .jpeg()
      .toBuffer();
    const withSegment = (marker: number, content: readonly number[]) =>
      Buffer.concat([
        jpeg.subarray(0, 2),
        Buffer.from([0xff, marker, 0, content.length + 2, ...content]),
        jpeg.subarray(2),
      ]);
    const jfif = (version: number) => withSegment(0xe0, [...Buffer.from("JFIF\0"), version, 2, 0, 0, 1, 0, 1, 0, 0]);
    const adobe = (transform: number) => withSegment(0xee, [...Buffer.from("Adobe"), 0, 100, 0, 0, 0, 0, transform]);
    for (const sound of [jpeg, jfif(1), adobe(1)]) expect(await told(sound)).toBe("");
    expect(await told(jfif(74))).toMatch(/unknown JFIF revision number 74/);
    expect(await told(adobe(9))).toMatch(/Adobe color transform code 9/);
  });
});

describe("decodeFile", () => {
  test("names what is wrong with the file", async () => {
    await expect(decodeFile(path.join(folder, "missing.jpg"))).rejects.toThrow(/ENOENT.*missing\.jpg/);
    await expect(decodeFile(folder)).rejects.toThrow(/it is a folder/);
    const empty = path.join(folder, "empty.jpg");
    await writeFile(empty, "");
    await expect(decodeFile(empty)).rejects.toThrow("the file is empty");
  });
});

/** PNG's checksum, bit by bit. */
function crc32(data: Uint8Array): number {
  let crc = -1;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
