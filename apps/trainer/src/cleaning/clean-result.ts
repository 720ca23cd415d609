/** What `cleanData` ends with. */
import type { BrokenImage, PartName } from "@tresnet/data";

/** An image, and the class that it is labelled with. */
export interface FoundImage {
  /** The part that the image is in. */
  readonly part: PartName;
  /** The path of the image, or its name and number. */
  readonly file: string;
  /** The class that it is labelled with. */
  readonly class: string;
}

/** An image whose label is likely wrong. */
export interface WrongLabel extends FoundImage {
  /** The class that a model trained on the other images holds for likeliest. */
  readonly suggested: string;
  /** The probability of that class, 0 to 1. */
  readonly probability: number;
  /** How well the label fits, 0 to 1: the lowest come first. */
  readonly quality: number;
}

/** What was found in a data set, and where it was written. */
export interface CleanDataResult {
  /** What the data set is called. */
  readonly data: string;
  /** The file of the weights whose features were looked at. */
  readonly features: string;
  /** The images that were read. */
  readonly images: number;
  /** The share of labels that the cross-validated model answers, 0 to 1: how much its doubts are worth. */
  readonly agreement: number;
  /** The labels that are likely wrong, the least fitting first. */
  readonly wrongLabels: readonly WrongLabel[];
  /** Groups of images that are the same or look the same, in more than one part. */
  readonly duplicates: readonly (readonly FoundImage[])[];
  /** The images that could not be read: they are in no group, and stay in the CSV. */
  readonly broken: readonly BrokenImage[];
  /** The page. */
  readonly output: string;
  /** The CSV file with every suggestion taken; undefined where images are not files of their own. */
  readonly csv: string | undefined;
}
