/** COCO's evaluation of boxes, as pycocotools' COCOeval with iouType "bbox" makes it. */
import { type AccumulatedScores, accumulate } from "./accumulate.ts";
import { detectionColumns, objectColumns } from "./box-columns.ts";
import { type Cell, listCells } from "./cells.ts";
import type { CocoDetection, CocoGroundTruth, CocoId } from "./coco-form.ts";
import { cocoParameters } from "./coco-parameters.ts";
import { matchBoxes } from "./match-boxes.ts";
import { orderDetections, orderObjects } from "./order-boxes.ts";
import { rankIds } from "./rank-ids.ts";
import { averagePrecisionByIou, type CocoScores, summarize } from "./summarize.ts";

/** One category's numbers. */
export interface CategoryScores extends CocoScores {
  /** The category's id. */
  readonly category: CocoId;
  /** The category's name; its id where it has none. */
  readonly name: string;
}

/** What an evaluation of boxes gives. */
export interface BoxEvaluation {
  /** The twelve numbers that COCO's tools print. */
  readonly scores: CocoScores;
  /** Each category's twelve numbers, by ascending id. */
  readonly perCategory: readonly CategoryScores[];
  /** Average precision at IoU 0.5, 0.55, … 0.95. */
  readonly averagePrecisionByIou: readonly number[];
  /** What the numbers are means of; categories stand by ascending id. */
  readonly arrays: AccumulatedScores;
}

/**
 * Scores detections against annotations, as COCO's JSON files hold them; equal to pycocotools to the rounding of means.
 *
 * The best 100 detections of each image and category count; equal scores in the order of the list, those of several
 * images by ascending id of the image.
 * @throws BoxError when a box belongs to no listed image or category, a score is NaN, a box is not four finite numbers,
 *   or two annotations have one id; the message names the entry.
 * @see pycocotools' cocoeval.py
 */
export function evaluateBoxes(truth: CocoGroundTruth, detected: readonly CocoDetection[]): BoxEvaluation {
  const known = { images: rankIds(truth.images), categories: rankIds(truth.categories) };
  const counts = { images: known.images.ids.length, categories: known.categories.ids.length };
  const objects = orderObjects(objectColumns(truth.annotations, known), counts);
  const detections = orderDetections(detectionColumns(detected, known), counts);
  const cells = listCells(objects, detections).map(bestOfCell);
  const matches = matchBoxes(cells, objects, detections, counts.categories);
  const arrays = accumulate(cells, detections, matches, counts.categories);
  const names = new Map(truth.categories.map(({ id, name }) => [id, name]));
  return {
    scores: summarize(arrays, counts.categories),
    perCategory: known.categories.ids.map((category, index) => ({
      category,
      name: names.get(category) ?? String(category),
      ...summarize(arrays, counts.categories, index),
    })),
    averagePrecisionByIou: averagePrecisionByIou(arrays, counts.categories),
    arrays,
  };
}

function bestOfCell(cell: Cell): Cell {
  const most = Math.max(...cocoParameters.maxDetections);
  return { ...cell, endDetection: Math.min(cell.endDetection, cell.firstDetection + most) };
}
