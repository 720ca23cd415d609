/** What the inspection of a data set found, as plain data. */
import type { NearThreshold } from "./near-duplicates.ts";

/** The name of a part of a data set. */
export type PartName = "train" | "val" | "test";

/** What the inspection of a data set found. */
export interface DataInspection {
  /** What the data set is called. */
  readonly name: string;
  /** The names of the classes, by class index. */
  readonly classNames: readonly string[];
  /** Whether the images have any number of classes, not exactly one. */
  readonly multiLabel: boolean;
  /** The parts that there are, train first. */
  readonly parts: readonly PartInspection[];
  /** The images that cannot be decoded. */
  readonly broken: readonly BrokenFile[];
  /** The images whose files are damaged and were decoded all the same, as PIL would. */
  readonly damaged: readonly BrokenFile[];
  /** The images of one colour. */
  readonly flat: readonly ImageName[];
  /** The images that are nearly black: no sample is above 15 of 255. */
  readonly dark: readonly ImageName[];
  /** The images without a sample above 63 of 255: some are no wonder, all of a data set are a sign. */
  readonly dim: readonly ImageName[];
  /** Groups of images with the same bytes. */
  readonly exactDuplicates: readonly DuplicateGroup[];
  /** Groups of images with other bytes and the same look. A group names only one of several with the same bytes. */
  readonly nearDuplicates: readonly DuplicateGroup[];
  /** When two images counted as near duplicates. */
  readonly nearThreshold: NearThreshold;
  /** What a person should look at before training: sentences, the most important first. */
  readonly warnings: readonly string[];
  /** Whom to name, and the licence, when results are shown. */
  readonly credit?: string;
}

/** What was found of one part. */
export interface PartInspection {
  /** Which part it is. */
  readonly part: PartName;
  /** How many images it has. */
  readonly images: number;
  /** The images of each class; in multi-label data they add up to more, or fewer, than there are images. */
  readonly classCounts: readonly number[];
  /** The number of images without any class, which only multi-label data has. */
  readonly withoutClass: number;
  /** The sizes of the images that could be decoded; absent if none could. */
  readonly sizes?: Sizes;
}

/** The sizes of a part's images. */
export interface Sizes {
  /** The width in pixels. */
  readonly width: Range;
  /** The height in pixels. */
  readonly height: Range;
  /** The width over the height. */
  readonly aspect: Range;
}

/** The least, the middle and the largest of some numbers. */
export interface Range {
  /** The least. */
  readonly min: number;
  /** The one in the middle, when they are sorted. */
  readonly median: number;
  /** The largest. */
  readonly max: number;
}

/** Which image of a data set is meant. */
export interface ImageName {
  /** The part that the image is in. */
  readonly part: PartName;
  /** The image's index in its part. */
  readonly index: number;
  /** What the dataset calls the image: the path of a file, else name and number. */
  readonly id: string;
}

/** An image that cannot be decoded, or whose file is damaged. */
export interface BrokenFile extends ImageName {
  /** What the decoder or the file system said of it. */
  readonly reason: string;
}

/** Images that are the same, or look the same. */
export interface DuplicateGroup {
  /** The images, at least two, with the names of their classes. */
  readonly images: readonly (ImageName & { readonly classes: readonly string[] })[];
  /** Whether they are in more than one part. */
  readonly acrossParts: boolean;
  /** Whether they have different classes. */
  readonly differentClasses: boolean;
}
