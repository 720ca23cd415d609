/** The objects of all images of a data set, in flat arrays: some 50 bytes each, whatever their number. */

import type { ObjectBoxes, ObjectId } from "./box-dataset.ts";
import { GrowingColumn } from "./growing-column.ts";

/** One object as a reader finds it. */
export interface FoundObject {
  /** The number of its image, from 0. */
  readonly image: number;
  /** The index of its class. */
  readonly label: number;
  /** Its sides in pixels; NaN where the file has no such number. */
  readonly box: readonly [x1: number, y1: number, x2: number, y2: number];
  /** Whether it is a crowd. @default false */
  readonly isCrowd?: boolean | undefined;
  /** Its mask's area in square pixels. Default: the box's. */
  readonly area?: number | undefined;
  /** What the annotations call it. Default: its number from 1. */
  readonly id?: ObjectId | undefined;
  /** Where in its file it is described: a number whose meaning is the reader's. */
  readonly entry: number;
}

/** The objects of all images, grouped by image. */
export interface BoxTable {
  /** How many objects there are. */
  readonly length: number;
  /** The objects of one image, in the order of their file. */
  ofImage(image: number): ObjectBoxes;
  /** The entries of an image's objects. */
  entriesOf(image: number): Int32Array;
}

/** Collects objects in any order. */
export class BoxTableBuilder {
  readonly #images = new GrowingColumn(Int32Array);
  readonly #labels = new GrowingColumn(Int32Array);
  readonly #entries = new GrowingColumn(Int32Array);
  readonly #crowds = new GrowingColumn(Uint8Array);
  readonly #areas = new GrowingColumn(Float64Array);
  readonly #ids = new GrowingColumn(Float64Array);
  readonly #boxes = new GrowingColumn(Float64Array);
  readonly #texts = new Map<number, string>();

  /** How many objects were added. */
  get length(): number {
    return this.#images.length;
  }

  /** Adds one object. */
  add({ image, label, box, isCrowd = false, area, id, entry }: FoundObject): void {
    const [x1, y1, x2, y2] = box;
    if (typeof id === "string") this.#texts.set(this.length, id);
    this.#ids.push(typeof id === "number" ? id : this.length + 1);
    this.#images.push(image);
    this.#labels.push(label);
    this.#entries.push(entry);
    this.#crowds.push(isCrowd ? 1 : 0);
    this.#areas.push(area ?? (x2 - x1) * (y2 - y1));
    for (const side of box) this.#boxes.push(side);
  }

  /** What was added so far, in that order: the numbers of images and classes as they were given. */
  rows(): Readonly<Record<"images" | "labels" | "entries", ArrayLike<number>>> {
    return { images: this.#images.values(), labels: this.#labels.values(), entries: this.#entries.values() };
  }

  /**
   * Groups what was added by image. `imageOf` gives the final number of an image, `labelOf` that of a class, where they
   * were not known when the objects were added.
   */
  finish(imageCount: number, imageOf?: ArrayLike<number>, labelOf?: ArrayLike<number>): BoxTable {
    const [images, labels] = [this.#images.values(), this.#labels.values()];
    const imageAt = (row: number) => renumbered(images[row] ?? 0, imageOf);
    const starts = new Int32Array(imageCount + 1);
    for (let row = 0; row < images.length; row++) {
      const image = imageAt(row) + 1;
      starts[image] = (starts[image] ?? 0) + 1;
    }
    for (let image = 0; image < imageCount; image++)
      starts[image + 1] = (starts[image + 1] ?? 0) + (starts[image] ?? 0);
    const next = starts.slice();
    const rows = new Int32Array(images.length);
    for (let row = 0; row < images.length; row++) {
      const image = imageAt(row);
      const place = next[image] ?? 0;
      rows[place] = row;
      next[image] = place + 1;
    }
    return new GroupedBoxes({
      starts,
      boxes: picked(Float64Array, this.#boxes.values(), rows, 4),
      labels: picked(Int32Array, labels, rows).map((label) => renumbered(label, labelOf)),
      crowds: picked(Uint8Array, this.#crowds.values(), rows),
      areas: picked(Float64Array, this.#areas.values(), rows),
      ids: picked(Float64Array, this.#ids.values(), rows),
      entries: picked(Int32Array, this.#entries.values(), rows),
      texts: new Map(this.#texts.size === 0 ? [] : textsByPlace(rows, this.#texts)),
    });
  }
}

function renumbered(number: number, to: ArrayLike<number> | undefined): number {
  return to === undefined ? number : (to[number] ?? -1);
}

function* textsByPlace(rows: Int32Array, texts: ReadonlyMap<number, string>): Generator<[number, string]> {
  for (const [place, row] of rows.entries()) {
    const text = texts.get(row);
    if (text !== undefined) yield [place, text];
  }
}

type Column = Float64Array | Int32Array | Uint8Array;

/** The rows of a column in another order; `width` values a row. */
function picked<T extends Column>(
  make: new (length: number) => T,
  values: ArrayLike<number>,
  rows: Int32Array,
  width = 1,
): T {
  const result = new make(rows.length * width);
  for (let place = 0; place < rows.length; place++) {
    const from = (rows[place] ?? 0) * width;
    for (let at = 0; at < width; at++) result[place * width + at] = values[from + at] ?? 0;
  }
  return result;
}

interface Columns {
  /** Where the objects of each image begin; one more than there are images. */
  readonly starts: Int32Array;
  readonly boxes: Float64Array;
  readonly labels: Int32Array;
  readonly crowds: Uint8Array;
  readonly areas: Float64Array;
  readonly ids: Float64Array;
  readonly entries: Int32Array;
  /** The ids that are texts, by place. */
  readonly texts: ReadonlyMap<number, string>;
}

class GroupedBoxes implements BoxTable {
  readonly #columns: Columns;

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  get length(): number {
    return this.#columns.labels.length;
  }

  ofImage(image: number): ObjectBoxes {
    const { boxes, labels, crowds, areas, ids, texts } = this.#columns;
    const [start, end] = this.#range(image);
    return {
      boxes: boxes.subarray(4 * start, 4 * end),
      labels: labels.subarray(start, end),
      crowds: crowds.subarray(start, end),
      areas: areas.subarray(start, end),
      ids: Array.from(ids.subarray(start, end), (id, at) => texts.get(start + at) ?? id),
    };
  }

  entriesOf(image: number): Int32Array {
    return this.#columns.entries.subarray(...this.#range(image));
  }

  #range(image: number): [number, number] {
    const { starts } = this.#columns;
    return [starts[image] ?? 0, starts[image + 1] ?? 0];
  }
}
