/** A dataset whose images have boxes around their objects. */
import type { Dataset, MultiLabelDataset } from "../dataset.ts";

/** What tells one image, category or object from another in a file of annotations. */
export type ObjectId = number | string;

/** A width and a height in pixels. */
export interface PixelSize {
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** The objects of one image; the n-th of each list belongs to the n-th box. */
export interface ObjectBoxes {
  /**
   * The boxes, [x1, y1, x2, y2, …] in pixels of the image as it is seen, its EXIF turn applied: a pixel is 1 wide, and
   * the corner of the image is (0, 0).
   */
  readonly boxes: Float64Array;
  /** The index of each box's class. */
  readonly labels: Int32Array;
  /** 1 for a box around a crowd, which is nothing to learn and costs no detector anything; else 0. */
  readonly crowds: Uint8Array;
  /** Each object's area in square pixels: that of its mask where it is known, else that of its box. */
  readonly areas: Float64Array;
  /** What the annotations call each object: its id in COCO's files, else its number from 1. */
  readonly ids: readonly ObjectId[];
}

/** Images with boxes around their objects; the classes of an image are those of its boxes. */
export interface BoxDataset extends MultiLabelDataset {
  /**
   * Returns the objects of one image, in the order of its annotations; there may be none.
   * @throws RangeError when there is no such image.
   */
  boxes(index: number): ObjectBoxes;
  /** Returns the image's id for files of detections: COCO's own where there is one, else its number from 1. */
  imageId(index: number): ObjectId;
  /** The id of each class for files of detections: COCO's own where there is one, else its number from 1. */
  readonly categoryIds: readonly ObjectId[];
  /**
   * Returns the image's size as its annotations or its file state it, in pixels as it is seen; undefined: not known.
   */
  imageSize(index: number): PixelSize | undefined;
  /** Returns where an object is described, for messages: "instances.json, annotations[3]", "a.xml, object 2". */
  boxPlace(index: number, object: number): string;
}

/** Tells whether the images of a dataset have boxes around their objects. */
export function hasBoxes(dataset: Dataset): dataset is BoxDataset {
  return "boxes" in dataset && typeof dataset.boxes === "function";
}
