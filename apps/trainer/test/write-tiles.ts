/** Some tiles of the photographs of trees as a folder in YOLO's form. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type BoxDataset, decodeSource, hasBoxes, openDataset } from "@tresnet/data";
import { ProvisionError } from "@tresnet/engine";
import { notRun } from "@tresnet/vitest";
import sharp from "sharp";

/**
 * Writes the first so many tiles with five trees or more to a new folder, in YOLO's form: each once for validation, and
 * as often as `copies` says to learn from.
 */
export async function writeTiles(folder: string, count: number, copies: number): Promise<void> {
  const data = await trees();
  const places = Array.from(Array(data.length).keys()).filter((index) => treesOf(data, index).length > 4);
  for (const part of ["train", "val"]) {
    for (const kind of ["images", "labels"]) await mkdir(path.join(folder, part, kind), { recursive: true });
  }
  for (const index of places.slice(0, count)) {
    const { width, height, channels, data: pixels } = await decodeSource(data.source(index));
    const image = await sharp(pixels, { raw: { width, height, channels } }).png().toBuffer();
    const lines = treesOf(data, index).map(([x1 = 0, y1 = 0, x2 = 0, y2 = 0]) =>
      [0, (x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height].join(" "),
    );
    const write = async (part: string, name: string) => {
      await writeFile(path.join(folder, part, "images", `${name}.png`), image);
      await writeFile(path.join(folder, part, "labels", `${name}.txt`), lines.join("\n"));
    };
    await write("val", String(index));
    for (let copy = 0; copy < copies; copy++) await write("train", `${index}-${copy}`);
  }
  await writeFile(path.join(folder, "data.yaml"), "names: [tree]\ntrain: train/images\nval: val/images\n");
}

/** The tiles that are learnt from; where they are not there and can't be fetched, the running test is not run. */
async function trees(): Promise<BoxDataset> {
  try {
    const { train } = await openDataset("tree-crowns", { boxes: {} });
    if (hasBoxes(train)) return train;
  } catch (error) {
    if (error instanceof ProvisionError) notRun(`the photographs can't be fetched: ${error.message}`);
    throw error;
  }
  throw new Error("trees: expected tiles with boxes, got none.");
}

/** The sides of the trees of which enough is seen. */
function treesOf(data: BoxDataset, index: number): readonly (readonly number[])[] {
  const { boxes, labels, crowds } = data.boxes(index);
  return Array.from(labels.keys())
    .filter((at) => crowds[at] !== 1)
    .map((at) => Array.from(boxes.subarray(4 * at, 4 * at + 4)));
}
