/** A dataset without the boxes that are bad. */
import type { BoxDataset, ObjectBoxes, PixelSize } from "../dataset/objects/box-dataset.ts";
import { labelsOf, pickObjects } from "../dataset/objects/box-images.ts";
import { boxProblem } from "./box-problem.ts";
import type { MeasuredSize } from "./measure-images.ts";

/** What is known of the boxes. */
interface SoundBoxesOptions {
  readonly sizes: readonly (MeasuredSize | undefined)[];
  readonly bad: "fail" | "drop" | "clip";
  /** For each image whether any of its boxes changes. */
  readonly isChanged: Uint8Array;
}

/** Returns the dataset with boxes inside of their images; images of which none changes are as they were. */
export function soundBoxes(dataset: BoxDataset, { sizes, bad, isChanged }: SoundBoxesOptions): BoxDataset {
  const sizeOf = (index: number) => sizes[index]?.seen ?? dataset.imageSize(index);
  const sound = (index: number) => soundObjects(dataset.boxes(index), sizeOf(index), bad === "clip");
  const boxes = (index: number) => (isChanged[index] === 1 ? sound(index).objects : dataset.boxes(index));
  return {
    ...dataset,
    boxes,
    labels: (index) => (isChanged[index] === 1 ? labelsOf(boxes(index)) : dataset.labels(index)),
    label: (index) => (isChanged[index] === 1 ? (labelsOf(boxes(index))[0] ?? -1) : dataset.label(index)),
    imageSize: sizeOf,
    boxPlace: (index, object) =>
      dataset.boxPlace(index, isChanged[index] === 1 ? (sound(index).places[object] ?? -1) : object),
  };
}

function soundObjects(objects: ObjectBoxes, size: PixelSize | undefined, isClipped: boolean) {
  const cut = size ? { ...objects, boxes: cutBoxes(objects.boxes, size) } : objects;
  const isKept = (object: number) => {
    const problem = boxProblem(objects.boxes, object, size);
    if (problem === "partly outside of its image") return isClipped;
    return problem === undefined && boxProblem(cut.boxes, object, size) === undefined;
  };
  const places = Array.from(objects.labels.keys()).filter(isKept);
  return { places, objects: pickObjects(cut, places) };
}

function cutBoxes(boxes: Float64Array, { width, height }: PixelSize): Float64Array {
  return boxes.map((side, at) => Math.min(at % 2 === 0 ? width : height, Math.max(0, side)));
}
