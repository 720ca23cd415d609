/** Looks at every box of a data set before a training does. */
import type { Dataset } from "../dataset/dataset.ts";
import { type BoxDataset, hasBoxes, type PixelSize } from "../dataset/objects/box-dataset.ts";
import { DataError } from "../errors.ts";
import { type BoxProblem, boxProblem, reachesBeyond } from "./box-problem.ts";
import { type MeasuredSize, measureImages } from "./measure-images.ts";
import { soundBoxes } from "./sound-boxes.ts";
import { turnedBoxes } from "./turned-boxes.ts";

/** How boxes are checked. */
export interface CheckBoxesOptions {
  /** What bad boxes do: see `BoxOptions`. @default "fail" */
  readonly bad?: "fail" | "drop" | "clip" | undefined;
  /** Which pixels boxes are of where EXIF turns images: see `BoxOptions`. Default: those shown, if sizes agree. */
  readonly orientation?: "stored" | "shown" | undefined;
  /** Is told what was assumed, cut and left out. */
  readonly onNotice?: ((notice: { readonly level: "info" | "warning"; readonly message: string }) => void) | undefined;
  /** Stops the check. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compares every image's size with what its annotations say, and every box with its image, and returns the dataset with
 * sound boxes inside of their images alone; all images stay. What reaches beyond by a pixel at most is cut.
 * @throws DataError that names file and entry, for data without boxes, sizes that contradict each other, boxes in
 * another unit, and bad boxes where `bad` is "fail"; the signal's reason when aborted.
 */
export async function checkBoxes(given: Dataset, options: CheckBoxesOptions = {}): Promise<BoxDataset> {
  if (!hasBoxes(given))
    throw new DataError(
      `${given.name}: expected boxes around objects for a detector, got classes of images alone. Take data with boxes, or train a classifier.`,
    );
  const { bad = "fail", orientation, onNotice } = options;
  const sizes = await measureImages(given, options.signal);
  for (let index = 0; index < given.length; index++) requireSameSize(given, index, sizes[index], orientation);
  if (orientation === undefined) tellTurned(given, sizes, onNotice);
  const dataset = orientation === "stored" ? turnedBoxes(given, sizes) : given;
  requirePixels(dataset);
  const found = lookAtAll(dataset, sizes);
  if (found.bad > 0 && bad === "fail") throw new DataError(`${found.first} ${found.counts}. ${advice}`);
  const what = bad === "clip" ? "cut to their images, and left out where nothing is left" : "left out";
  if (found.bad > 0) onNotice?.({ level: "warning", message: `${dataset.name}: ${found.counts}, ${what}.` });
  return soundBoxes(dataset, { sizes, bad, isChanged: found.isChanged });
}

const advice =
  'Mend them, or leave such boxes out: --bad-boxes drop; or cut them to their images: --bad-boxes clip (boxes: { bad: "drop" } or "clip").';

/** What a look at all boxes found. */
interface FoundBoxes {
  /** How many are bad. */
  readonly bad: number;
  /** A sentence about the first of them. */
  readonly first: string;
  /** How many there are of each kind, in words. */
  readonly counts: string;
  /** For each image whether any of its boxes is to be cut or left out. */
  readonly isChanged: Uint8Array;
}

function lookAtAll(dataset: BoxDataset, sizes: readonly (MeasuredSize | undefined)[]): FoundBoxes {
  const counts = new Map<BoxProblem, number>();
  const isChanged = new Uint8Array(dataset.length);
  let first = "";
  for (let index = 0; index < dataset.length; index++) {
    const { boxes, labels } = dataset.boxes(index);
    const size = sizes[index]?.seen ?? dataset.imageSize(index);
    for (let object = 0; object < labels.length; object++) {
      const problem = boxProblem(boxes, object, size);
      if (problem || (size && reachesBeyond(boxes, object, size))) isChanged[index] = 1;
      if (!problem) continue;
      counts.set(problem, (counts.get(problem) ?? 0) + 1);
      const sides = Array.from(boxes.subarray(4 * object, 4 * object + 4)).join(", ");
      const inside = size ? ` inside of ${size.width} × ${size.height} pixels` : "";
      first ||= `${dataset.boxPlace(index, object)}: expected a box with a width and a height${inside}, got x1, y1, x2, y2 = ${sides}, which is ${problem}.`;
    }
  }
  const bad = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const kinds = [...counts].map(([problem, count]) => `${count.toLocaleString("en-US")} ${problem}`).join(", ");
  const words = `${bad.toLocaleString("en-US")} bad ${bad === 1 ? "box" : "boxes"} (${kinds})`;
  return { bad, first, counts: words, isChanged };
}

/** @throws DataError where annotations and file disagree. */
function requireSameSize(
  dataset: BoxDataset,
  index: number,
  measured: MeasuredSize | undefined,
  orientation: CheckBoxesOptions["orientation"],
): void {
  const stated = dataset.imageSize(index);
  if (!stated || !measured) return;
  const { seen, stored, isTurned } = measured;
  if (isSameSize(stated, orientation === "stored" ? stored : seen)) return;
  if (orientation === "shown" && isSameSize(stored, stated)) return; // the size of the file's header was written
  const expected = `${dataset.id(index)}: expected ${stated.width} × ${stated.height} pixels as its annotations say, got ${seen.width} × ${seen.height}`;
  if (isTurned && isSameSize(stated, stored))
    throw new DataError(
      `${expected}, since its EXIF turns it: its boxes seem to be of the image as it is stored. Say so: --box-orientation stored, or shown where they are of the image as it is seen (boxes: { orientation: "stored" } or "shown").`,
    );
  throw new DataError(
    `${expected}. Boxes of another size would lie in wrong places: take the images that were annotated.`,
  );
}

function isSameSize(a: PixelSize, b: PixelSize): boolean {
  return a.width === b.width && a.height === b.height;
}

/** Tells that images are turned or mirrored by their EXIF, where nobody says which pixels their boxes are of. */
function tellTurned(
  dataset: BoxDataset,
  sizes: readonly (MeasuredSize | undefined)[],
  onNotice: CheckBoxesOptions["onNotice"],
): void {
  const turned = sizes.filter((size, index) => {
    return size !== undefined && size.orientation > 1 && dataset.boxes(index).labels.length > 0;
  }).length;
  if (turned === 0) return;
  const message = `${dataset.name}: ${turned.toLocaleString("en-US")} images with boxes are turned by their EXIF; the boxes are taken as those of the images as they are shown (--box-orientation stored: as they are stored).`;
  onNotice?.({ level: "info", message });
}

/** @throws DataError where all boxes lie between 0 and 1. */
function requirePixels(dataset: BoxDataset): void {
  let first: string | undefined;
  for (let index = 0; index < dataset.length; index++) {
    const { boxes } = dataset.boxes(index);
    for (const side of boxes) if (side > 1) return;
    if (boxes.length > 0)
      first ??= `${dataset.boxPlace(index, 0)}: expected boxes in pixels, got ${Array.from(boxes.subarray(0, 4)).join(", ")}`;
  }
  if (first === undefined) return;
  throw new DataError(
    `${first}, and none of all boxes reaches beyond 1: they seem to be shares of the image's sides. Multiply them by width and height.`,
  );
}
