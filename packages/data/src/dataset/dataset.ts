/** What a dataset is: labelled images by index, none of them decoded yet. */
import type { Pixels } from "./pixels.ts";

/** An image file that is still to be decoded. */
export interface FileSource {
  /** Tells a file from pixels in memory. */
  readonly kind: "file";
  /** Where the file is. */
  readonly path: string;
}

/** A rectangle of whole pixels. */
export interface PixelWindow {
  /** The column of its left side. */
  readonly x: number;
  /** The row of its upper side. */
  readonly y: number;
  /** Columns, at least 1. */
  readonly width: number;
  /** Rows, at least 1. */
  readonly height: number;
}

/** A part of an image file, such as a tile of a large photograph. */
export interface WindowSource {
  /** Tells a part of a file from a file. */
  readonly kind: "window";
  /** Where the file is. */
  readonly path: string;
  /** The part, in pixels of the image as it is seen. */
  readonly window: PixelWindow;
}

/** An image whose pixels are in memory. */
export interface PixelSource extends Pixels {
  /** Tells pixels in memory from a file. */
  readonly kind: "pixels";
}

/** Where one image comes from: a file still to be decoded, a part of one, or pixels in memory. */
export type ImageSource = FileSource | WindowSource | PixelSource;

/** Labelled images, addressed by index from 0 to length - 1. */
export interface Dataset {
  /** What reports call the data, such as "CIFAR-10 train". */
  readonly name: string;
  /** The names of the classes: class index `k` stands for `classNames[k]`. */
  readonly classNames: readonly string[];
  /**
   * Whether classes stand in the order of their names since nothing else orders them: who trains on the same images may
   * have sorted them otherwise. @default false
   */
  readonly hasSortedClasses?: boolean;
  /** How many images there are. */
  readonly length: number;
  /**
   * Returns the class index of one image; in multi-label data its first class, -1 if it has none.
   * @throws RangeError when there is no such image.
   */
  label(index: number): number;
  /**
   * Returns every class index of one image, ascending, none twice; there may be none. Only multi-label data has this
   * method.
   * @throws RangeError when there is no such image.
   */
  labels?(index: number): readonly number[];
  /**
   * Returns where one image comes from.
   * @throws RangeError when there is no such image.
   */
  source(index: number): ImageSource;
  /** Returns what reports call one image: the path of a file, else name and number. */
  id(index: number): string;
  /** Whom to name, and the licence, when results are shown. */
  readonly credit?: string;
}

/** A dataset whose images show any number of the classes. */
export interface MultiLabelDataset extends Dataset {
  /**
   * Returns every class index of one image, ascending, none twice; there may be none.
   * @throws RangeError when there is no such image.
   */
  labels(index: number): readonly number[];
}

/** Tells whether the images of a dataset have any number of classes, not exactly one. */
export function isMultiLabel(dataset: Dataset): dataset is MultiLabelDataset {
  return dataset.labels !== undefined;
}

/** The parts of a data set; a part that it has no images for is absent. */
export interface DatasetSplits {
  /** The images to train on. */
  readonly train: Dataset;
  /** The images that decide between epochs and settings. */
  readonly val?: Dataset;
  /** The images of the final score. */
  readonly test?: Dataset;
}
