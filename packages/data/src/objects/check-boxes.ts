/** Looks at every box of a data set before a training does. */
import type { Dataset } from "../dataset/dataset.ts";
import { type BoxDataset, hasBoxes } from "../dataset/objects/box-dataset.ts";
import { DataError } from "../errors.ts";
import { type BoxProblem, boxProblem, reachesBeyond } from "./box-problem.ts";
import { type MeasuredSize, measureImages } from "./measure-images.ts";
import { soundBoxes } from "./sound-boxes.ts";

/** How boxes are checked. */
export interface CheckBoxesOptions {
  /** What bad boxes do: see `BoxOptions`. @default "fail" */
  readonly bad?: "fail" | "drop" | "clip" | undefined;
  /** Is told what was cut and left out. */
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
export async function checkBoxes(dataset: Dataset, options: CheckBoxesOptions = {}): Promise<BoxDataset> {
  if (!hasBoxes(dataset))
    throw new DataError(
      `${dataset.name}: expected boxes around objects for a detector, got classes of images alone. Take data with boxes, or train a classifier.`,
    );
  const sizes = await measureImages(dataset, options.signal);
  for (let index = 0; index < dataset.length; index++) requireSameSize(dataset, index, sizes[index]);
  requirePixels(dataset);
  const found = lookAtAll(dataset, sizes);
  const { bad = "fail", onNotice } = options;
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
function requireSameSize(dataset: BoxDataset, index: number, measured: MeasuredSize | undefined): void {
  const stated = dataset.imageSize(index);
  if (!stated || !measured) return;
  const { seen, isTurned } = measured;
  if (stated.width === seen.width && stated.height === seen.height) return;
  const expected = `${dataset.id(index)}: expected ${stated.width} × ${stated.height} pixels as its annotations say, got ${seen.width} × ${seen.height}`;
  if (isTurned && stated.width === seen.height && stated.height === seen.width)
    throw new DataError(
      `${expected}, since its EXIF turns it: the annotations are of the image as it is stored. Turn the file's pixels and remove its EXIF, or annotate the image as it is seen.`,
    );
  throw new DataError(
    `${expected}. Boxes of another size would lie in wrong places: take the images that were annotated.`,
  );
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
