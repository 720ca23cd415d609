/** Tiles of large photographs as a dataset over the dataset of the photographs. */
import type { ImageSource, PixelWindow } from "../../dataset/dataset.ts";
import type { BoxDataset, ObjectBoxes } from "../../dataset/objects/box-dataset.ts";
import { labelsOf, pickObjects } from "../../dataset/objects/box-images.ts";
import { cutOut } from "../../decode/decode-source.ts";
import { DataError } from "../../errors.ts";
import { tileWindows } from "./tile-windows.ts";

/** How photographs are cut. */
export interface TileOptions {
  /** Side of a tile in pixels of the photograph, at least 16. */
  readonly size: number;
  /** The share of a side that neighbours have in common, 0 to 0.9. @default 0.25 */
  readonly overlap?: number | undefined;
  /**
   * The share of a box's area that has to lie in a tile for the box to be learnt there; what shows less of it is a
   * crowd: nothing to learn, and no fault where it is found. Above 0, at most 1. @default 0.25
   */
  readonly leastVisible?: number | undefined;
}

/** One tile. */
export interface Tile {
  /** The index of its photograph in the dataset of photographs. */
  readonly image: number;
  /** The part of the photograph that it shows. */
  readonly window: PixelWindow;
}

/** A dataset of tiles. */
export interface TiledDataset extends BoxDataset {
  /** The photographs, with their boxes as they were. */
  readonly photographs: BoxDataset;
  /** The tiles, in the order of the dataset: photograph by photograph, row by row. */
  readonly tiles: readonly Tile[];
}

/**
 * Cuts the photographs of a part into overlapping tiles, with their boxes cut to them. Cut parts, not what is then
 * split: tiles of one photograph in two parts would show the same objects in both.
 * @throws DataError when an option is out of range, or the size of a photograph is not known: see `checkBoxes`.
 */
export function tiledDataset(photographs: BoxDataset, options: TileOptions): TiledDataset {
  const { size, overlap = 0.25 } = options;
  requireOption("size", Number.isInteger(size) && size >= 16, "a whole number of at least 16", size);
  requireOption("overlap", overlap >= 0 && overlap <= 0.9, "between 0 and 0.9", overlap);
  const tiles: Tile[] = [];
  for (let image = 0; image < photographs.length; image++) {
    const whole = photographs.imageSize(image);
    if (!whole)
      throw new DataError(
        `${photographs.id(image)}: expected a photograph whose size is known, to cut it into tiles. Check the boxes first (checkBoxes).`,
      );
    for (const window of tileWindows(whole, size, overlap)) tiles.push({ image, window });
  }
  return datasetOfTiles(photographs, tiles, options);
}

/** The dataset of some tiles, which need not be all. @throws DataError when the share is out of range. */
export function datasetOfTiles(
  photographs: BoxDataset,
  tiles: readonly Tile[],
  { leastVisible = 0.25 }: Pick<TileOptions, "leastVisible"> = {},
): TiledDataset {
  requireOption("leastVisible", leastVisible > 0 && leastVisible <= 1, "above 0 and at most 1", leastVisible);
  const at = (index: number): Tile => {
    const tile = tiles[index];
    if (!tile)
      throw new RangeError(`${photographs.name}: expected a tile from 0 to ${tiles.length - 1}, got ${index}.`);
    return tile;
  };
  const cut = (index: number) => cutObjects(photographs.boxes(at(index).image), at(index).window, leastVisible);
  const boxes = (index: number) => cut(index).objects;
  return {
    name: photographs.name,
    classNames: photographs.classNames,
    categoryIds: photographs.categoryIds,
    length: tiles.length,
    boxes,
    labels: (index) => labelsOf(boxes(index)),
    label: (index) => labelsOf(boxes(index))[0] ?? -1,
    source: (index) => windowOf(photographs.source(at(index).image), at(index).window),
    id(index) {
      const { image, window } = at(index);
      return `${photographs.id(image)} (${window.x}, ${window.y}, ${window.width} × ${window.height})`;
    },
    imageId(index) {
      at(index); // the index is checked there
      return index + 1;
    },
    imageSize: (index) => ({ width: at(index).window.width, height: at(index).window.height }),
    boxPlace: (index, object) => photographs.boxPlace(at(index).image, cut(index).places[object] ?? -1),
    photographs,
    tiles,
    ...(photographs.hasSortedClasses && { hasSortedClasses: true }),
    ...(photographs.credit === undefined ? {} : { credit: photographs.credit }),
  };
}

function requireOption(name: string, isMet: boolean, expected: string, got: number): void {
  if (!isMet) throw new DataError(`tiles: ${name} must be ${expected}, got ${got}.`);
}

/** A part of an image, wherever that comes from. */
export function windowOf(source: ImageSource, window: PixelWindow): ImageSource {
  switch (source.kind) {
    case "pixels":
      return { kind: "pixels", ...cutOut(source, window) };
    case "file":
      return { kind: "window", path: source.path, window };
    case "window": {
      const { x, y } = source.window;
      return { kind: "window", path: source.path, window: { ...window, x: x + window.x, y: y + window.y } };
    }
    default:
      return source satisfies never;
  }
}

/** The objects of which anything lies in a window, in its pixels, and their places among all. */
function cutObjects(
  objects: ObjectBoxes,
  { x, y, width, height }: PixelWindow,
  leastVisible: number,
): { readonly objects: ObjectBoxes; readonly places: readonly number[] } {
  const boxes: number[] = [];
  const shares: number[] = [];
  const places: number[] = [];
  for (let object = 0; object < objects.labels.length; object++) {
    const [left = 0, top = 0, right = 0, bottom = 0] = objects.boxes.subarray(4 * object, 4 * object + 4);
    const [x1, y1] = [Math.max(left, x), Math.max(top, y)];
    const [x2, y2] = [Math.min(right, x + width), Math.min(bottom, y + height)];
    if (!(x2 > x1 && y2 > y1)) continue;
    boxes.push(x1 - x, y1 - y, x2 - x, y2 - y);
    shares.push(((x2 - x1) * (y2 - y1)) / ((right - left) * (bottom - top)));
    places.push(object);
  }
  const seen = pickObjects(objects, places);
  const isSliver = (at: number) => (shares[at] ?? 0) < leastVisible - 1e-9;
  return {
    places,
    objects: {
      ...seen,
      boxes: Float64Array.from(boxes),
      areas: seen.areas.map((area, at) => area * (shares[at] ?? 1)),
      crowds: seen.crowds.map((crowd, at) => (isSliver(at) ? 1 : crowd)),
    },
  };
}
