import path from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { type Corners, rectangleDataset, rectanglePicture } from "../../test/rectangle-dataset.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import type { BoxDataset } from "../dataset/objects/box-dataset.ts";
import { decodeSource } from "../decode/decode-source.ts";
import { type CheckBoxesOptions, checkBoxes } from "./check-boxes.ts";

const rectangles: readonly Corners[] = [
  [10, 12, 40, 30],
  [70, 50, 110, 80],
];
const picture = rectanglePicture(120, 90, rectangles);

/** The picture in a file whose EXIF lays it down another way, with the boxes of the stored pixels and their size. */
async function stored(orientation: number): Promise<BoxDataset> {
  const file = path.join(await temporaryFolder(), `${orientation}.jpg`);
  const { data, width, height, channels } = picture;
  const raw = { width, height, channels };
  await sharp(data, { raw }).withMetadata({ orientation }).jpeg({ quality: 95 }).toFile(file);
  return {
    ...rectangleDataset([{ source: { kind: "file", path: file }, rectangles }]),
    imageSize: () => ({ width, height }),
  };
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8])("EXIF's orientation %i", (orientation) => {
  test("boxes of the stored pixels lie over their rectangles in the image as it is shown", async () => {
    const data = await checkBoxes(await stored(orientation), { orientation: "stored" });
    const { width, height, channels, data: pixels } = await decodeSource(data.source(0));
    expect(data.imageSize(0)).toEqual({ width, height });
    const { boxes, labels } = data.boxes(0);
    const isIn = (x: number, y: number) =>
      Array.from(labels.keys()).some((at) => {
        const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(4 * at, 4 * at + 4);
        return x >= x1 && x < x2 && y >= y1 && y < y2;
      });
    let agreeing = 0;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        if ((pixels[(y * width + x) * channels] ?? 0) > 128 === isIn(x + 0.5, y + 0.5)) agreeing++;
    expect(agreeing / (width * height)).toBeGreaterThan(0.99);
  });
});

const check = async (orientation: number, options: CheckBoxesOptions = {}) =>
  checkBoxes(await stored(orientation), options);

test("nobody guesses: sizes that contradict the turn are refused with both ways out, which do as they say", async () => {
  await expect(check(6)).rejects.toThrow(/--box-orientation stored, or shown/);
  expect([...(await check(6, { orientation: "shown", bad: "clip" })).boxes(0).boxes].slice(0, 4)).toEqual([
    10, 12, 40, 30,
  ]);
  const wrong = { ...(await stored(6)), imageSize: () => ({ width: 90, height: 120 }) };
  await expect(checkBoxes(wrong, { orientation: "stored" })).rejects.toThrow("expected 90 × 120 pixels");
});

test("what is assumed is told where no size contradicts it", async () => {
  const told: string[] = [];
  const data = { ...(await stored(3)), imageSize: () => undefined };
  await checkBoxes(data, { onNotice: ({ message }) => told.push(message) });
  expect(told.join()).toMatch(/1 images with boxes are turned by their EXIF.*--box-orientation stored/);
});
