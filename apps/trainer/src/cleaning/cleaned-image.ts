/** What is to be done about the images of a data set, as plain data. */
import type { PartName } from "@tresnet/data";

/** What is done with an image: it stays as it is, gets another class, or is left out. */
export type Correction =
  | { readonly kind: "keep" }
  | { readonly kind: "relabel"; readonly to: number }
  | { readonly kind: "drop" };

/** An image of the data. */
export interface CleanedImage {
  /** The part that it is in. */
  readonly part: PartName;
  /** Its index in that part. */
  readonly index: number;
  /** What the data set calls it: the path of a file, else name and number. */
  readonly id: string;
  /** The position of its class among the classes. */
  readonly label: number;
}

/** An image whose label is likely wrong. */
export interface LabelError {
  /** Its position among all images, the parts one after the other. */
  readonly image: number;
  /** The class that a model trained on the other images holds for likeliest. */
  readonly predicted: number;
  /** The probability of that class, 0 to 1. */
  readonly probability: number;
  /** How well the label fits, 0 to 1. */
  readonly quality: number;
}

/** What was found in a data set. */
export interface Findings {
  readonly classNames: readonly string[];
  /** Every image, the parts one after the other. */
  readonly images: readonly CleanedImage[];
  /** The likeliest errors first. */
  readonly errors: readonly LabelError[];
  /** Groups of positions of images that are the same or look the same, in more than one part. */
  readonly duplicates: readonly (readonly number[])[];
}

const importance: readonly PartName[] = ["train", "val", "test"];

/**
 * What is suggested for each image that something is to be done about, by its position: the class that the model
 * holds for likeliest; and of images in several parts those stay that are of the part that decides most, so that it
 * keeps its size and no score is of images that were trained on.
 */
export function suggestedCorrections({ images, errors, duplicates }: Findings): Map<number, Correction> {
  const corrections = new Map<number, Correction>();
  for (const { image, predicted } of errors) corrections.set(image, { kind: "relabel", to: predicted });
  const rank = (image: number) => importance.indexOf(images[image]?.part ?? "train");
  for (const group of duplicates) {
    const most = Math.max(...group.map(rank));
    for (const image of group) if (rank(image) < most) corrections.set(image, { kind: "drop" });
  }
  return corrections;
}
