import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { copyRectangle } from "../resample/resize.ts";
import { decodeFile } from "./decode.ts";
import { decodePart } from "./decode-part.ts";
import type { DecodedPart } from "./decoded-part.ts";
import type { ImageSize } from "./formats/image-size.ts";

let folder = "";
beforeAll(async () => {
  folder = await temporaryFolder();
});

const [width, height] = [67, 45];
const asItIs = (decoded: DecodedPart) => decoded;
const wanted = { x: 13, y: 7, width: 30, height: 22 };

async function write(name: string, orientation?: number): Promise<string> {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => 128 + 100 * Math.sin((i * i) / 900));
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  const file = path.join(folder, name);
  const turned = orientation === undefined ? image : image.withMetadata({ orientation });
  await writeFile(file, await turned.toFormat(name.endsWith(".png") ? "png" : "jpeg").toBuffer());
  return file;
}

async function reasonOf(decoding: Promise<unknown>): Promise<string | undefined> {
  return decoding.then(
    () => undefined,
    (error: Error) => error.message,
  );
}

describe("decodePart", () => {
  test.each([
    ["plain.jpg", undefined],
    ["turned.jpg", 6],
    ["other.png", undefined],
  ])("gives the pixels of decodeFile for a part of %s", async (name, orientation) => {
    const file = await write(name, orientation);
    const whole = await decodeFile(file);
    const sizes: unknown[] = [];
    const choose = (size: ImageSize) => {
      sizes.push([size.width, size.height]);
      return wanted;
    };
    const { pixels, part } = await decodePart(file, choose, asItIs);
    expect(sizes).toEqual([[whole.width, whole.height]]);
    const target = () => ({ data: new Uint8Array(30 * 22 * 3), width: 30, height: 22, channels: 3 as const });
    const [expected, got] = [target(), target()];
    copyRectangle(whole, wanted.x, wanted.y, expected);
    copyRectangle(pixels, part.x, part.y, got);
    expect(got).toEqual(expected);
  });

  test("decodes of a plain JPEG the part alone", async () => {
    const { pixels, part } = await decodePart(await write("plain.jpg"), () => wanted, asItIs);
    expect([pixels.width, pixels.height]).toEqual([30, 22]);
    expect(part).toEqual({ x: 0, y: 0, width: 30, height: 22 });
  });

  test("chooses in the shrunk image where one is asked for", async () => {
    const { pixels } = await decodePart(await write("plain.jpg"), () => wanted, asItIs, { shorterSide: 20 });
    expect([pixels.width, pixels.height]).toEqual([33, 22]);
  });

  test("refuses a file that is cut off, also where the part lies above the cut", async () => {
    const file = path.join(folder, "cut.jpg");
    const whole = await readFile(await write("plain.jpg"));
    await writeFile(file, whole.subarray(0, whole.length - 40));
    const top = { x: 0, y: 0, width: 8, height: 2 };
    const reason = await reasonOf(decodeFile(file));
    expect(reason).toContain("premature end");
    expect(await reasonOf(decodePart(file, () => top, asItIs))).toBe(reason);
  });

  test("refuses what decodeFile refuses", async () => {
    const file = path.join(folder, "empty.jpg");
    await writeFile(file, "");
    await expect(decodePart(file, () => wanted, asItIs)).rejects.toThrow("the file is empty");
    await expect(decodePart(path.join(folder, "missing.jpg"), () => wanted, asItIs)).rejects.toThrow(/ENOENT/);
  });
});
