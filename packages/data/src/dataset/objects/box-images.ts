/** A dataset of images and a table of their objects. */
import { DataError } from "../../errors.ts";
import type { ImageSource } from "../dataset.ts";
import type { BoxDataset, ObjectBoxes, ObjectId, PixelSize } from "./box-dataset.ts";
import type { BoxTable } from "./box-table.ts";

/** One image with objects. */
export interface BoxImage {
  /** Where its pixels are. */
  readonly source: ImageSource;
  /** What reports call it. */
  readonly id: string;
  /** Its id in files of detections. Default: its number from 1. */
  readonly imageId?: ObjectId | undefined;
  /** Its size, as it is seen, where that is known. */
  readonly size?: PixelSize | undefined;
}

/** What makes a dataset of images and objects. */
export interface BoxImages {
  /** What reports call the data. */
  readonly name: string;
  /** The names of the classes. */
  readonly classNames: readonly string[];
  /** The ids of the classes in files of detections. Default: their numbers from 1. */
  readonly categoryIds?: readonly ObjectId[] | undefined;
  /** The images. */
  readonly images: readonly BoxImage[];
  /** The objects of each image. */
  readonly table: BoxTable;
  /** Says where an entry of an image is described. */
  readonly placeOf: (image: number, entry: number) => string;
  /** Whom to name. */
  readonly credit?: string | undefined;
}

/** Makes a dataset of images and a table of their objects; whether the files are there is not looked at. */
export function boxImages(options: BoxImages): BoxDataset {
  const { name, classNames, images, table, placeOf, credit } = options;
  const at = (index: number): BoxImage => {
    const image = images[index];
    if (!image) throw new RangeError(`${name}: expected an index from 0 to ${images.length - 1}, got ${index}.`);
    return image;
  };
  const boxes = (index: number) => {
    at(index); // the index is checked there
    return table.ofImage(index);
  };
  const labels = (index: number) => labelsOf(boxes(index));
  return {
    name,
    classNames,
    length: images.length,
    label: (index) => labels(index)[0] ?? -1,
    labels,
    source: (index) => at(index).source,
    id: (index) => at(index).id,
    boxes,
    imageId: (index) => at(index).imageId ?? index + 1,
    categoryIds: options.categoryIds ?? classNames.map((_, label) => label + 1),
    imageSize: (index) => at(index).size,
    boxPlace: (index, object) => placeOf(index, table.entriesOf(index)[object] ?? -1),
    ...(credit === undefined ? {} : { credit }),
  };
}

/** The classes of an image's objects, ascending, none twice. */
export function labelsOf({ labels }: Pick<ObjectBoxes, "labels">): readonly number[] {
  return [...new Set(labels)].sort((a, b) => a - b);
}

/** The objects of one image at these places, in this order. @throws DataError when there is no such place. */
export function pickObjects(objects: ObjectBoxes, places: readonly number[]): ObjectBoxes {
  const { boxes, labels, crowds, areas, ids } = objects;
  const sides = new Float64Array(4 * places.length);
  for (const [to, from] of places.entries()) {
    if (from < 0 || from >= labels.length)
      throw new DataError(`pickObjects: expected places below ${labels.length}, got ${from}.`);
    sides.set(boxes.subarray(4 * from, 4 * from + 4), 4 * to);
  }
  return {
    boxes: sides,
    labels: Int32Array.from(places, (from) => labels[from] ?? 0),
    crowds: Uint8Array.from(places, (from) => crowds[from] ?? 0),
    areas: Float64Array.from(places, (from) => areas[from] ?? 0),
    ids: places.map((from) => ids[from] ?? from + 1),
  };
}
