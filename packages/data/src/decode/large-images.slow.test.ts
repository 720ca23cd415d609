import { writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { imageFiles } from "../datasets/image-files.ts";
import { BatchLoader } from "../loader/batch-loader.ts";
import { trainTransform } from "../transforms/transform.ts";
import { decodeFile } from "./decode.ts";

/** A side of the largest square that is decoded. */
const largest = 13_377;

const flat = (side: number, background: string) =>
  sharp({ create: { width: side, height: side, channels: 3, background }, limitInputPixels: false });

test("a grey PNG of 16 bits and 132 million pixels is decoded", async () => {
  const file = path.join(await temporaryFolder(), "grey.png");
  await flat(11_500, "#808080").toColourspace("grey16").png({ compressionLevel: 1 }).toFile(file);
  const { width, height, channels, data } = await decodeFile(file);
  expect([width, height, channels]).toEqual([11_500, 11_500, 1]);
  expect(data.at(-1)).toBe(0x80);
});

test("six PNGs of the largest size go through four workers", async () => {
  const folder = await temporaryFolder();
  const contents = await flat(largest, "#336699").png({ compressionLevel: 1 }).toBuffer();
  const files = Array.from({ length: 6 }, (_, index) => ({ path: path.join(folder, `${index}.png`), label: 0 }));
  for (const file of files) await writeFile(file.path, contents);
  const transform = trainTransform({ size: 32, mean: [0, 0, 0], std: [1, 1, 1] });
  const loader = new BatchLoader(imageFiles("large", ["one"], files), { batchSize: 2, transform, workers: 4 });
  const colors: number[] = [];
  for await (const { images } of loader.epoch(0)) colors.push(...images.slice(0, 3));
  await loader.close();
  const expected = [0x33, 0x66, 0x99].map((value) => value / 255);
  for (const [index, value] of colors.entries()) expect(value).toBeCloseTo(expected[index % 3] ?? 0, 5);
  expect(colors).toHaveLength(9);
});
