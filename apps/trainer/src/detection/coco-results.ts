/** What was found, in the form of COCO's results files. */
import { writeFile } from "node:fs/promises";
import type { CocoId } from "@tresnet/boxes/evaluation";
import { replaceFile } from "@tresnet/files";
import type { FoundObject } from "./found-objects.ts";
import { sidesOf } from "./score-detections.ts";

/** What was found on one image, by the id that COCO's annotations have for it. */
export interface ImageResults {
  /** The image's id in the annotations. */
  readonly imageId: CocoId;
  /** What was found there. */
  readonly found: readonly FoundObject[];
}

/**
 * Writes what was found as a list of image_id, category_id, bbox and score, one a line; `categoryIds` are the ids of
 * the model's classes in the annotations.
 */
export async function writeCocoResults(
  file: string,
  images: readonly ImageResults[],
  categoryIds: readonly CocoId[],
): Promise<void> {
  // Line by line: what was found on all images may be more than a string holds.
  await replaceFile(file, (handle) => writeFile(handle, linesOf(images, categoryIds)));
}

function* linesOf(images: readonly ImageResults[], categoryIds: readonly CocoId[]): Generator<string> {
  let before = "[\n";
  for (const { imageId, found } of images) {
    for (const { box, label, score } of found) {
      const entry = { image_id: imageId, category_id: categoryIds[label] ?? label, bbox: sidesOf(box), score };
      yield `${before}${JSON.stringify(entry)}`;
      before = ",\n";
    }
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}
