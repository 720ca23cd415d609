/** Boxes cut down to those of some classes. */
import type { BoxDataset, ObjectBoxes } from "./box-dataset.ts";
import { labelsOf, pickObjects } from "./box-images.ts";

/**
 * Returns the dataset with the boxes of these classes alone; all images stay. `labels` has the new label of each old
 * one that stays.
 */
export function keepBoxClasses(dataset: BoxDataset, labels: ReadonlyMap<number, number>): BoxDataset {
  const placesAt = (index: number) => keptPlaces(dataset.boxes(index), labels);
  const boxes = (index: number): ObjectBoxes => {
    const kept = pickObjects(dataset.boxes(index), placesAt(index));
    return { ...kept, labels: kept.labels.map((label) => labels.get(label) ?? -1) };
  };
  return {
    ...dataset,
    classNames: dataset.classNames.filter((_, label) => labels.has(label)),
    categoryIds: dataset.categoryIds.filter((_, label) => labels.has(label)),
    boxes,
    labels: (index) => labelsOf(boxes(index)),
    label: (index) => labelsOf(boxes(index))[0] ?? -1,
    boxPlace: (index, object) => dataset.boxPlace(index, placesAt(index)[object] ?? -1),
  };
}

function keptPlaces({ labels: old }: ObjectBoxes, labels: ReadonlyMap<number, number>): readonly number[] {
  return Array.from(old.keys()).filter((place) => labels.has(old[place] ?? -1));
}
