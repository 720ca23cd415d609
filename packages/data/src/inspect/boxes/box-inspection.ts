/** What the inspection of boxes found, as plain data. */
import type { ImageName, PartName, Range } from "../inspection.ts";

/** A box that a person should look at. */
export interface BoxName extends ImageName {
  /** Where its annotation stands. */
  readonly place: string;
  /** Its sides in pixels of the image: x1, y1, x2, y2. */
  readonly box: readonly number[];
  /** The name of its class. */
  readonly className: string;
}

/** Boxes of one kind: how many there are, and the first of them. */
export interface BoxFinding {
  /** How many there are. */
  readonly count: number;
  /** The first of them, at most twenty. */
  readonly examples: readonly BoxName[];
}

/** What was found of the boxes of a data set. */
export interface BoxInspection {
  /** The parts that there are, train first. */
  readonly parts: readonly BoxPart[];
  /** The boxes with a side of less than 4 pixels, too small to be seen; crowds are left out. */
  readonly tiny: BoxFinding;
  /** The boxes that cover more than nine tenths of their image; crowds are left out. */
  readonly huge: BoxFinding;
  /** The boxes without a width or a height, or with sides that are no numbers. */
  readonly degenerate: BoxFinding;
  /** The boxes that reach beyond their image by more than a pixel. */
  readonly outside: BoxFinding;
  /** The boxes that lie on another one of the same class and image: an IoU of at least 0.95. */
  readonly doubled: BoxFinding;
  /** What a person should look at before training: sentences, the most important first. */
  readonly warnings: readonly string[];
}

/** What was found of the boxes of one part. */
export interface BoxPart {
  /** Which part it is. */
  readonly part: PartName;
  /** How many images it has. */
  readonly images: number;
  /** How many boxes it has, crowds included. */
  readonly boxes: number;
  /** How many of the boxes are around crowds. */
  readonly crowds: number;
  /** The boxes of each class. */
  readonly classCounts: readonly number[];
  /** The names of the classes without a box. */
  readonly classesWithout: readonly string[];
  /** How many images have no box. */
  readonly imagesWithout: number;
  /** The number of boxes on an image that has any; absent if none has. */
  readonly perImage?: Range;
  /** The square roots of the boxes' areas in pixels; absent if there are none. */
  readonly side?: Range;
  /** How many boxes are small (area below 32²), medium and large (from 96²), by COCO's bounds. */
  readonly bySize: readonly [small: number, medium: number, large: number];
}
