/** A contact sheet of images with their boxes. */
import type { BoxDataset } from "../../dataset/objects/box-dataset.ts";
import type { Pixels } from "../../dataset/pixels.ts";
import { decodeSource } from "../../decode/decode-source.ts";
import { resize } from "../../resample/resize.ts";
import { pictureSheet, type SheetOptions, type SheetPicture } from "../picture-sheet.ts";
import { type DrawnBox, drawBoxes } from "./draw-boxes.ts";

/** What a sheet of images with boxes looks like. */
export interface BoxSheetOptions extends SheetOptions {
  /** How many images stand in a row. @default 4 */
  readonly columns?: number | undefined;
}

/**
 * Draws the images at these indices with their boxes, each scaled down to fit its square, on one sheet; returns a
 * file's bytes.
 * @throws Error of the file system or the decoder.
 */
export async function boxSheet(
  dataset: BoxDataset,
  indices: readonly number[],
  { columns = 4, ...options }: BoxSheetOptions,
): Promise<Uint8Array> {
  const pictures: SheetPicture[] = [];
  for (const index of indices) {
    const pixels = await boxPicture(dataset, index, options.side);
    const count = dataset.boxes(index).labels.length;
    pictures.push({ pixels, caption: [lastName(dataset.id(index)), `${count} ${count === 1 ? "box" : "boxes"}`] });
  }
  const rows = Array.from({ length: Math.ceil(pictures.length / columns) }, (_, row) =>
    pictures.slice(row * columns, (row + 1) * columns),
  );
  return pictureSheet(rows, options);
}

/**
 * Returns one image with its boxes and the names of their classes, its longer side at most `side` pixels, uint8 [h, w,
 * 3].
 * @throws Error of the file system or the decoder.
 */
export async function boxPicture(dataset: BoxDataset, index: number, side: number): Promise<Pixels> {
  const whole = await decodeSource(dataset.source(index));
  const picture = scaledDown(whole, side);
  const [x, y] = [picture.width / whole.width, picture.height / whole.height];
  const { boxes, labels, crowds } = dataset.boxes(index);
  const drawn = Array.from(labels, (label, at): DrawnBox => {
    const box = Array.from(boxes.subarray(4 * at, 4 * at + 4), (value, k) => value * (k % 2 === 0 ? x : y));
    // More words would hide the image, and those of a single class say nothing.
    const text = labels.length <= 20 && dataset.classNames.length > 1 ? dataset.classNames[label] : undefined;
    return { box, label, text, isDashed: crowds[at] === 1 };
  });
  return drawBoxes(picture, drawn);
}

function scaledDown(image: Pixels, side: number): Pixels {
  const longer = Math.max(image.width, image.height);
  if (longer <= side) return image;
  const width = Math.max(1, Math.round((image.width * side) / longer));
  const height = Math.max(1, Math.round((image.height * side) / longer));
  const crop = { x: 0, y: 0, width: image.width, height: image.height };
  return resize(image, { crop, scaled: { width, height }, window: { x: 0, y: 0, width, height } });
}

function lastName(id: string): string {
  return id.split(/[\\/]/).at(-1) ?? id;
}
