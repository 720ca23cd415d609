/** From what a head says to boxes in an image. */
import { clipBoxes } from "../boxes/clip-boxes.ts";
import { suppressBoxes } from "../boxes/suppress-boxes.ts";
import { type LevelGrid, levelGrids, locationCount, type Pyramid, type Size } from "../pyramid-locations.ts";
import { bestOfLevel } from "./best-of-level.ts";
import { checkHeadOutputs, type HeadOutputs } from "./head-outputs.ts";

/** Which detections are given, and in which pixels. */
export interface DecodeOptions {
  /**
   * The score that a detection has to exceed.
   * @default 0.2
   */
  readonly scoreThreshold?: number;
  /**
   * The IoU above which a better box of the same class suppresses a worse one.
   * @default 0.6
   */
  readonly iouThreshold?: number;
  /**
   * How many detections an image has at most.
   * @default 100
   */
  readonly perImage?: number;
  /**
   * How many candidates of each level are looked at.
   * @default 1000
   */
  readonly perLevel?: number;
  /** The part of the network's input that is the image, at its upper left corner; all of it unless there is padding. */
  readonly imageSize?: Size | undefined;
  /** The image's size before it was resized for the network: boxes are given in its pixels. `imageSize` otherwise. */
  readonly originalSize?: Size | undefined;
}

/** What was found in one image, by descending score. */
export interface Detections {
  /** [x1, y1, x2, y2, …] in pixels, inside of the image. */
  readonly boxes: Float32Array;
  /** Each box's score, 0 to 1. */
  readonly scores: Float32Array;
  /** Each box's class, from 0. */
  readonly labels: Int32Array;
}

/**
 * Decodes the head's outputs of one image: scores, the best of each level, boxes cut to the image, suppression within
 * each class over all levels, and back to the pixels of the original image.
 * @throws BoxError when outputs and pyramid do not fit each other, or the outputs hold a NaN.
 * @see torchvision fcos.py `postprocess_detections`
 */
export function decodeDetections(outputs: HeadOutputs, pyramid: Pyramid, options: DecodeOptions = {}): Detections {
  const { scoreThreshold = 0.2, iouThreshold = 0.6, perImage = 100, perLevel = 1000 } = options;
  const { imageSize = pyramid.image, originalSize = imageSize } = options;
  const classes = checkHeadOutputs(outputs, locationCount(pyramid));
  const found = levelGrids(pyramid).flatMap((grid) =>
    bestOfLevel(grid, outputs, { classes, scoreThreshold, perLevel }).map(({ place, label, score }) => ({
      box: boxAt(grid, place, outputs.ltrb),
      label,
      score,
    })),
  );
  const boxes = clipBoxes(
    found.flatMap(({ box }) => box),
    imageSize,
  );
  const scores = found.map(({ score }) => score);
  const labels = found.map(({ label }) => label);
  const kept = suppressBoxes({ boxes, scores, labels }, iouThreshold, perImage);
  const scales = [originalSize.width / imageSize.width, originalSize.height / imageSize.height];
  const scaled = new Float32Array(4 * kept.length);
  kept.forEach((place, at) => {
    for (let side = 0; side < 4; side++)
      scaled[4 * at + side] = Number(boxes[4 * place + side]) * Number(scales[side % 2]);
  });
  return {
    boxes: scaled,
    scores: Float32Array.from(kept, (place) => scores[place] ?? 0),
    labels: Int32Array.from(kept, (place) => labels[place] ?? 0),
  };
}

/** The box that a location of a level sees, in pixels of the network's input. */
function boxAt(grid: LevelGrid, place: number, ltrb: Float32Array): [number, number, number, number] {
  const x = grid.left + (place % grid.width) * grid.stepX;
  const y = grid.top + Math.floor(place / grid.width) * grid.stepY;
  const distance = (side: number) => Number(ltrb[4 * (grid.first + place) + side]) * grid.stride;
  return [x - distance(0), y - distance(1), x + distance(2), y + distance(3)];
}
