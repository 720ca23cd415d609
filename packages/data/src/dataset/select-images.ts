/** What of a data set's parts is used. */
import { canonicalName } from "./class-names.ts";
import type { Dataset, DatasetSplits } from "./dataset.ts";
import { drawPerClass } from "./draw-per-class.ts";
import { keepClasses, leaveOutClasses } from "./keep-classes.ts";

/** Which images of a data set to keep. */
export interface SelectOptions {
  /** The names of the classes to keep in all parts. Default: all. */
  readonly classes?: readonly string[] | undefined;
  /** The names of the classes to leave out of all parts; of `classes` where both are given. Default: none. */
  readonly withoutClasses?: readonly string[] | undefined;
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
export function selectImages(
  parts: DatasetSplits,
  { classes, withoutClasses = [], trainPerClass, seed }: SelectOptions,
): DatasetSplits {
  const keep = (part: Dataset) => {
    const kept = classes === undefined ? part : keepClasses(part, classes);
    return withoutClasses.length === 0 ? kept : leaveOutClasses(kept, withoutClasses);
  };
  const all = keep(parts.train);
  const [val, test] = [parts.val && keep(parts.val), parts.test && keep(parts.test)];
  return {
    train: trainPerClass === undefined ? all : drawPerClass(all, trainPerClass, { seed }),
    ...(val?.length ? { val } : {}),
    ...(test?.length ? { test } : {}),
  };
}

/** Tells which classes `selectImages` keeps, by name. */
export function isKeptBy({
  classes,
  withoutClasses = [],
}: Pick<SelectOptions, "classes" | "withoutClasses">): (className: string) => boolean {
  const wanted = classes && new Set(classes.map(canonicalName));
  const unwanted = new Set(withoutClasses.map(canonicalName));
  return (name) => wanted?.has(canonicalName(name)) !== false && !unwanted.has(canonicalName(name));
}
