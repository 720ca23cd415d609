/** Annotations and results as COCO's JSON files have them; what else stands in such a file is not read. */

/** An image's or a category's id; 7 and "7" are two ids. */
export type CocoId = number | string;

/** A box as COCO writes it: left, top, width and height in pixels. */
export type CocoBox = ArrayLike<number>;

/** One annotated object. */
export interface CocoAnnotation {
  /** The object's id, unique in its file; one with the id 0 counts as never found, as in pycocotools. */
  readonly id?: CocoId | undefined;
  /** The id of the image that shows the object. */
  readonly image_id: CocoId;
  /** The id of what the object is. */
  readonly category_id: CocoId;
  /** The object's left, top, width and height in pixels. */
  readonly bbox: CocoBox;
  /**
   * The size that sorts the object into small, medium and large: a mask's, in square pixels.
   * @default width · height
   */
  readonly area?: number | undefined;
  /**
   * Whether the box holds many objects, any number of which may be found in it without gain or loss.
   * @default 0
   */
  readonly iscrowd?: number | boolean | undefined;
}

/** What an annotations file holds. */
export interface CocoGroundTruth {
  /** All images, those without objects too. */
  readonly images: readonly { readonly id: CocoId }[];
  /** All that an object may be. */
  readonly categories: readonly { readonly id: CocoId; readonly name?: string | undefined }[];
  /** The objects of all images, in any order. */
  readonly annotations: readonly CocoAnnotation[];
}

/** One detection, as COCO's results files list them. */
export interface CocoDetection {
  /** The id of the image that was looked at. */
  readonly image_id: CocoId;
  /** The id of what was seen. */
  readonly category_id: CocoId;
  /** The detection's left, top, width and height in pixels. */
  readonly bbox: CocoBox;
  /** How sure the detector is; any scale, only the order counts. */
  readonly score: number;
}
