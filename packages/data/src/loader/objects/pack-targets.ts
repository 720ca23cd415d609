/** A detector's targets as rows of six floats. */
import { detectionTargets } from "@tresnet/boxes";
import type { PlacedBoxes } from "../../transforms/boxes/box-placement.ts";
import type { BoxTargets } from "../../transforms/boxes/box-transform.ts";
import { pickBoxes } from "../../transforms/boxes/change-boxes.ts";

/** The floats of one location: class (-1: background), left, top, right, bottom in strides, centre-ness. */
export const targetWidth = 6;

/** How many locations the maps have together. */
export function locationsOf({ pyramid }: BoxTargets): number {
  return pyramid.levels.reduce((sum, { height, width }) => sum + height * width, 0);
}

/** Writes the targets of one image to `into`, float32 [locations, 6]; crowds are nothing to learn. */
export function packTargets(objects: PlacedBoxes, { pyramid, ...options }: BoxTargets, into: Float32Array): void {
  const { boxes, labels } = withoutCrowds(objects);
  const { classes, ltrb, centerness } = detectionTargets(boxes, labels, pyramid, options);
  for (let location = 0, at = 0; location < classes.length; location++, at += targetWidth) {
    into[at] = classes[location] ?? -1;
    for (let side = 0; side < 4; side++) into[at + 1 + side] = ltrb[4 * location + side] ?? 1;
    into[at + 5] = centerness[location] ?? 0;
  }
}

function withoutCrowds(objects: PlacedBoxes): PlacedBoxes {
  const { labels, crowds } = objects;
  if (!crowds.includes(1)) return objects;
  const places = Array.from(labels.keys()).filter((place) => crowds[place] !== 1);
  return pickBoxes(objects, places);
}
