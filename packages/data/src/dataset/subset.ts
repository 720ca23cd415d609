/** Part of a dataset. */

import { DataError } from "../errors.ts";
import { type Dataset, isMultiLabel } from "./dataset.ts";
import { type BoxDataset, hasBoxes } from "./objects/box-dataset.ts";

/**
 * Returns a dataset of the images at these indices, in this order, with the same classes; `name` is what it is called.
 * @throws DataError when an index is not one of the dataset's.
 */
export function subset(dataset: BoxDataset, indices: Iterable<number>, name?: string): BoxDataset;
export function subset(dataset: Dataset, indices: Iterable<number>, name?: string): Dataset;
export function subset(dataset: Dataset, indices: Iterable<number>, name: string = dataset.name): Dataset {
  const chosen = [...indices];
  for (const index of chosen) {
    if (!Number.isInteger(index) || index < 0 || index >= dataset.length) {
      throw new DataError(`subset of ${dataset.name}: expected indices from 0 to ${dataset.length - 1}, got ${index}.`);
    }
  }
  const original = (index: number) => {
    const found = chosen[index];
    if (found === undefined)
      throw new RangeError(`${name}: expected an index from 0 to ${chosen.length - 1}, got ${index}.`);
    return found;
  };
  const part: Dataset = {
    name,
    classNames: dataset.classNames,
    length: chosen.length,
    label: (index) => dataset.label(original(index)),
    ...(isMultiLabel(dataset) ? { labels: (index: number) => dataset.labels(original(index)) } : {}),
    source: (index) => dataset.source(original(index)),
    id: (index) => dataset.id(original(index)),
    ...(dataset.hasSortedClasses && { hasSortedClasses: true }),
    ...(dataset.credit === undefined ? {} : { credit: dataset.credit }),
  };
  if (!hasBoxes(dataset)) return part;
  const withBoxes: BoxDataset = {
    ...part,
    labels: (index) => dataset.labels(original(index)),
    boxes: (index) => dataset.boxes(original(index)),
    imageId: (index) => dataset.imageId(original(index)),
    categoryIds: dataset.categoryIds,
    imageSize: (index) => dataset.imageSize(original(index)),
    boxPlace: (index, object) => dataset.boxPlace(original(index), object),
  };
  return withBoxes;
}
