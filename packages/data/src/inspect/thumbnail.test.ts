import path from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { temporaryFolder, writePicture } from "../../test/temporary-folder.ts";
import { thumbnail } from "./thumbnail.ts";

test("shrinks files and pixels to WebP, and enlarges nothing", async () => {
  const file = path.join(await temporaryFolder(), "wide.png");
  await writePicture(file, 0, 100, 40);
  const sizeOf = async (picture: Uint8Array) => {
    const { format, width, height } = await sharp(picture).metadata();
    return [format, width, height];
  };
  expect(await sizeOf(await thumbnail({ kind: "file", path: file }, 50))).toEqual(["webp", 50, 20]);
  const pixels = { kind: "pixels", data: new Uint8Array(12), width: 3, height: 4, channels: 1 } as const;
  expect(await sizeOf(await thumbnail(pixels, 50))).toEqual(["webp", 3, 4]);
});
