/** What the inspection of a data set found, as plain data. */
import type { NearThreshold } from "./near-duplicates.ts";

export type PartName = "train" | "val" | "test";

export interface DataInspection {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly multiLabel: boolean;
  readonly parts: readonly PartInspection[];
  readonly broken: readonly BrokenFile[];
  /** Same bytes. */
  readonly exactDuplicates: readonly DuplicateGroup[];
  /** Other bytes, the same look. A group names only one of several with the same bytes. */
  readonly nearDuplicates: readonly DuplicateGroup[];
  readonly nearThreshold: NearThreshold;
  /** What a person should look at before training, most important first. */
  readonly warnings: readonly string[];
  readonly credit?: string;
}

export interface PartInspection {
  readonly part: PartName;
  readonly images: number;
  /** Images of each class; in multi-label data they add up to more, or fewer, than there are images. */
  readonly classCounts: readonly number[];
  /** Images without any class; multi-label data only. */
  readonly withoutClass: number;
  /** Of the images that could be decoded; absent if none could. */
  readonly sizes?: Sizes;
}

export interface Sizes {
  readonly width: Range;
  readonly height: Range;
  /** Width over height. */
  readonly aspect: Range;
}

export interface Range {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export interface ImageName {
  readonly part: PartName;
  /** In its part. */
  readonly index: number;
  /** Path, or name and number. */
  readonly id: string;
}

export interface BrokenFile extends ImageName {
  readonly reason: string;
}

export interface DuplicateGroup {
  readonly images: readonly (ImageName & { readonly classes: readonly string[] })[];
  readonly acrossParts: boolean;
  readonly differentClasses: boolean;
}
