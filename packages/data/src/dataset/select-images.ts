/** What of a data set's parts is used. */
import type { Dataset, DatasetSplits } from "./dataset.ts";
import { drawPerClass } from "./draw-per-class.ts";
import { keepClasses } from "./keep-classes.ts";

/** Which images of a data set to keep. */
export interface SelectOptions {
  /** The names of the classes to keep in all parts. Default: all. */
  readonly classes?: readonly string[] | undefined;
  /** How many random training images of each class to keep, at least 1. Default: all. */
  readonly trainPerClass?: number | undefined;
  /** The seed of that draw. */
  readonly seed: number;
}

/**
 * Returns the parts with some classes alone (`keepClasses`) and few training images of each (`drawPerClass`); a part
 * that is left without images is absent.
 * @throws DataError when that can't be had: an unknown class, a class with fewer images, several classes per image.
 */
export function selectImages(parts: DatasetSplits, { classes, trainPerClass, seed }: SelectOptions): DatasetSplits {
  const keep = (part: Dataset) => (classes === undefined ? part : keepClasses(part, classes));
  const all = keep(parts.train);
  const [val, test] = [parts.val && keep(parts.val), parts.test && keep(parts.test)];
  return {
    train: trainPerClass === undefined ? all : drawPerClass(all, trainPerClass, { seed }),
    ...(val?.length ? { val } : {}),
    ...(test?.length ? { test } : {}),
  };
}
