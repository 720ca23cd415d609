/** Where a part of an image comes to lie in the network's input, and its boxes with it. */
import type { ObjectBoxes, PixelSize } from "../../dataset/objects/box-dataset.ts";
import type { Random } from "../../random.ts";
import type { Orientation } from "../../resample/orient.ts";
import type { Rectangle } from "../../resample/resize.ts";
import { drawOrientation } from "../draw-orientation.ts";
import type { BoxTransform, TrainBoxesTransform } from "./box-transform.ts";

/** What of an image is seen, and where. */
export interface BoxPlacement {
  /** The part that is seen, in whole pixels of the image. */
  readonly crop: Rectangle;
  /** The size that the part is brought to, before it is turned. */
  readonly scaled: PixelSize;
  /** How it is laid down then. */
  readonly orientation: Orientation;
  /** Where its upper left corner lies in the input. */
  readonly left: number;
  /** The row of that corner. */
  readonly top: number;
}

/** The objects that are worked with: without what the annotations call them. */
export type PlacedBoxes = Omit<ObjectBoxes, "ids">;

/** An image without objects. */
export const noBoxes: PlacedBoxes = {
  boxes: new Float64Array(),
  labels: new Int32Array(),
  crowds: new Uint8Array(),
  areas: new Float64Array(),
};

const upright: Orientation = { flipX: false, flipY: false, transpose: false };

/** Places all of an image as evaluation does, at the upper left corner of the input. */
export function evalBoxPlacement(image: PixelSize, { size, fit }: Pick<BoxTransform, "size" | "fit">): BoxPlacement {
  const { x, y } = fitScale(image, size, fit);
  return {
    crop: { x: 0, y: 0, width: image.width, height: image.height },
    scaled: { width: scaledSide(image.width, x, size.width), height: scaledSide(image.height, y, size.height) },
    orientation: upright,
    left: 0,
    top: 0,
  };
}

/**
 * Draws how an image lies in a window of the input, which is all of it but in a mosaic. The draws: two flips and a
 * turn, the scale, the cut's place, the place in the window.
 */
export function drawBoxPlacement(
  image: PixelSize,
  transform: TrainBoxesTransform,
  draws: Random,
  window: PixelSize = transform.size,
): BoxPlacement {
  const isSquare = window.width === window.height;
  const drawn = drawOrientation(transform, draws);
  // A quarter turn of a window that is no square is left out: what does not fit would be cut off.
  const orientation = isSquare ? drawn : { ...drawn, transpose: false };
  const jitter = draws.uniform(...transform.scale);
  const fit = fitScale(image, window, transform.fit);
  const [x, y] = [fit.x * jitter, fit.y * jitter];
  const width = Math.min(image.width, Math.max(1, Math.round(window.width / x)));
  const height = Math.min(image.height, Math.max(1, Math.round(window.height / y)));
  const crop = {
    x: draws.integer(image.width - width + 1),
    y: draws.integer(image.height - height + 1),
    width,
    height,
  };
  const scaled = { width: scaledSide(width, x, window.width), height: scaledSide(height, y, window.height) };
  const seen = orientedSize(scaled, orientation);
  const left = draws.integer(window.width - seen.width + 1);
  const top = draws.integer(window.height - seen.height + 1);
  return { crop, scaled, orientation, left, top };
}

/** The size of a part once it is laid down. */
export function orientedSize({ width, height }: PixelSize, { transpose }: Orientation): PixelSize {
  return transpose ? { width: height, height: width } : { width, height };
}

function fitScale(
  image: PixelSize,
  window: PixelSize,
  fit: BoxTransform["fit"],
): { readonly x: number; readonly y: number } {
  const [x, y] = [window.width / image.width, window.height / image.height];
  return fit === "squish" ? { x, y } : { x: Math.min(x, y), y: Math.min(x, y) };
}

function scaledSide(side: number, scale: number, most: number): number {
  return Math.max(1, Math.min(most, Math.round(side * scale)));
}

/** Which boxes stay when an image is cut. */
export interface KeptBoxes {
  /** The share of a box's area that has to be seen. */
  readonly leastVisible: number;
  /** The side in pixels of the input that it has to have on both axes. */
  readonly leastSide: number;
}

/** Moves boxes with their image: cut to what is seen, and left out where too little of them is. */
export function placeBoxes(objects: PlacedBoxes, placement: BoxPlacement, limits?: KeptBoxes): PlacedBoxes {
  const { crop, scaled } = placement;
  const sides: number[] = [];
  const kept: number[] = [];
  const areas: number[] = [];
  const zoom = (scaled.width * scaled.height) / (crop.width * crop.height);
  for (let object = 0; object < objects.labels.length; object++) {
    const box = objects.boxes.subarray(4 * object, 4 * object + 4);
    const seen = cutTo(box, crop);
    const visible = visibleShare(box, seen);
    if (limits && !(visible > 0 && visible >= limits.leastVisible - 1e-9)) continue;
    const placed = placeBox(limits ? seen : box, placement);
    const [x1, y1, x2, y2] = placed;
    if (limits && !(x2 - x1 >= limits.leastSide && y2 - y1 >= limits.leastSide)) continue;
    kept.push(object);
    sides.push(...placed);
    areas.push((objects.areas[object] ?? 0) * zoom * (limits ? visible : 1));
  }
  return {
    boxes: Float64Array.from(sides),
    labels: Int32Array.from(kept, (object) => objects.labels[object] ?? 0),
    crowds: Uint8Array.from(kept, (object) => objects.crowds[object] ?? 0),
    areas: Float64Array.from(areas),
  };
}

type Sides = readonly [x1: number, y1: number, x2: number, y2: number];

/** A box cut to a rectangle. */
export function cutTo(box: ArrayLike<number>, { x, y, width, height }: Rectangle): Sides {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = Array.from(box);
  return [Math.max(x1, x), Math.max(y1, y), Math.min(x2, x + width), Math.min(y2, y + height)];
}

/** The share of a box's area that a cut left, 0 to 1. */
export function visibleShare(box: ArrayLike<number>, [x1, y1, x2, y2]: Sides): number {
  const [left = 0, top = 0, right = 0, bottom = 0] = Array.from(box);
  if (!(x2 > x1 && y2 > y1)) return 0;
  return ((x2 - x1) * (y2 - y1)) / ((right - left) * (bottom - top));
}

function placeBox([x1, y1, x2, y2]: ArrayLike<number> & Iterable<number>, placement: BoxPlacement): Sides {
  const { crop, scaled, orientation, left, top } = placement;
  const alongX = (x = 0) => ((x - crop.x) * scaled.width) / crop.width;
  const alongY = (y = 0) => ((y - crop.y) * scaled.height) / crop.height;
  const across = [alongX(x1), alongX(x2)] as const;
  const down = [alongY(y1), alongY(y2)] as const;
  const [columns, rows] = orientation.transpose ? [down, across] : [across, down];
  const seen = orientedSize(scaled, orientation);
  const [fromX, toX] = orientation.flipX ? [seen.width - columns[1], seen.width - columns[0]] : columns;
  const [fromY, toY] = orientation.flipY ? [seen.height - rows[1], seen.height - rows[0]] : rows;
  return [left + fromX, top + fromY, left + toX, top + toY];
}
