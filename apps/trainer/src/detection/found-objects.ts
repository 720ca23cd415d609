/** What a detector found on images, and what is known to be there. */

/** Left, top, right and bottom in pixels of the image as it is seen; a pixel is 1 wide. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** One object that a detector found. */
export interface FoundObject {
  /** Where it is. */
  readonly box: Box;
  /** The position of its class among the model's classes. */
  readonly label: number;
  /** How sure the detector is, 0 to 1. */
  readonly score: number;
}

/** One object that is known to be on an image. */
export interface KnownObject {
  /** Where it is. */
  readonly box: Box;
  /** The position of its class among the classes. */
  readonly label: number;
  /** Its size in square pixels: a mask's where the data has one, else width times height. */
  readonly area: number;
  /** Whether the box holds many objects, any number of which may be found in it without gain or loss. */
  readonly isCrowd: boolean;
}

/** The size of an image in pixels. */
export interface ImageSize {
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** An image with what was found on it and what is known to be there. */
export interface DetectedImage {
  /** What reports call the image: the path of its file, else name and number. */
  readonly file: string;
  /** Its size in pixels, as it is seen; undefined where it is not known. */
  readonly size?: ImageSize | undefined;
  /** What was found, by descending score. */
  readonly found: readonly FoundObject[];
  /** What is known to be there; empty where nothing is known. */
  readonly known: readonly KnownObject[];
}

/** The share of two boxes' common area that both cover, 0 to 1; 0 where none of them has an area. */
export function overlapOf(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  const all = areaOf(a) + areaOf(b) - shared;
  return all > 0 ? shared / all : 0;
}

/** The share of a box that lies in another, 0 to 1. */
export function shareInside(box: Box, other: Box): number {
  const area = areaOf(box);
  return area > 0 ? sharedArea(box, other) / area : 0;
}

/** The area of a box in square pixels. */
export function areaOf([x1, y1, x2, y2]: Box): number {
  return Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
}

function sharedArea(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return Math.max(0, width) * Math.max(0, height);
}
