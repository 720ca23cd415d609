/** A data set cut down to a few images of each class, to learn from few examples. */

import { DataError } from "../errors.ts";
import { random, shuffled } from "../random.ts";
import { spelledOut } from "../shown-text.ts";
import { type Dataset, isMultiLabel } from "./dataset.ts";
import { subset } from "./subset.ts";

/** Keeps these draws apart from those of a split with the same seed. */
const stream = 0x66_65_77;

/**
 * Returns the dataset with `count` random images of each class, in its own order; the same seed draws the same ones,
 * and a larger draw holds the smaller.
 * @throws DataError naming a class that has fewer, or when images have any number of classes, or `count` is not a whole
 * number above 0.
 */
export function drawPerClass(dataset: Dataset, count: number, { seed }: { readonly seed: number }): Dataset {
  if (!Number.isInteger(count) || count < 1) {
    throw new DataError(`${dataset.name}: expected at least 1 image of each class to draw, got ${count}.`);
  }
  if (isMultiLabel(dataset)) {
    throw new DataError(
      `${dataset.name}: expected one class per image to draw ${count} of each, got any number of them. Train on all images.`,
    );
  }
  const members = dataset.classNames.map((): number[] => []);
  for (let index = 0; index < dataset.length; index++) members[dataset.label(index)]?.push(index);
  const drawn = members.flatMap((images, label) => {
    if (images.length < count) {
      throw new DataError(
        `${dataset.name}: expected at least ${count} training images of each class, got ${images.length} of ${spelledOut(dataset.classNames[label] ?? "")}. Draw fewer, or leave the class out.`,
      );
    }
    const order = shuffled(images.length, random(seed, label, stream));
    return Array.from(order.subarray(0, count), (place) => images[place] ?? 0);
  });
  return subset(
    dataset,
    drawn.sort((a, b) => a - b),
  );
}
