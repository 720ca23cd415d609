/** Precision by recall and the greatest recall, of what the matching says. */
import type { DetectionColumns } from "./box-columns.ts";
import type { Cell } from "./cells.ts";
import { cocoParameters } from "./coco-parameters.ts";
import type { BoxMatches } from "./match-boxes.ts";
import { byDescendingScore } from "./order-boxes.ts";

const { areaRanges, iouThresholds, maxDetections, recallThresholds } = cocoParameters;

/** The arrays of pycocotools' `COCOeval.eval`, row-major; −1 where a category has no object that counts. */
export interface AccumulatedScores {
  /** Precision at each recall, [10 IoUs, 101 recalls, categories, 4 sizes, 3 limits of detections]. */
  readonly precision: Float64Array;
  /** The score at which each recall is reached, shaped as `precision`. */
  readonly scores: Float64Array;
  /** The greatest recall, [10 IoUs, categories, 4 sizes, 3 limits of detections]. */
  readonly recall: Float64Array;
}

/** The detections of one category that count under one limit, best first, and what is known of them. */
interface RankedDetections {
  readonly order: Int32Array;
  readonly score: Float64Array;
  readonly found: Uint16Array;
  readonly ignored: Uint16Array;
  readonly positives: number;
}

/** Ranks each category's detections over all images, and reads precision and recall off. */
export function accumulate(
  cells: readonly Cell[],
  detections: DetectionColumns,
  matches: BoxMatches,
  categories: number,
): AccumulatedScores {
  const recallShape = iouThresholds.length * categories * areaRanges.length * maxDetections.length;
  const precision = new Float64Array(recallShape * recallThresholds.length).fill(-1);
  const scores = { precision, scores: precision.slice(), recall: new Float64Array(recallShape).fill(-1) };
  const ranks = ranksInCells(cells, detections.length);
  for (const { category, order } of rankedByCategory(detections, categories)) {
    maxDetections.forEach((limit, limitIndex) => {
      const kept = order.filter((d) => (ranks[d] ?? 0) < limit);
      areaRanges.forEach((_, area) => {
        const [begin, end] = [area * detections.length, (area + 1) * detections.length];
        const ranked = {
          order: kept,
          score: detections.score,
          found: matches.found.subarray(begin, end),
          ignored: matches.ignored.subarray(begin, end),
          positives: matches.countable[area * categories + category] ?? 0,
        };
        const column = (category * areaRanges.length + area) * maxDetections.length + limitIndex;
        if (ranked.positives > 0) writeColumn(scores, ranked, column, recallShape / iouThresholds.length);
      });
    });
  }
  return scores;
}

/** Each detection's place in its cell, 0 the best; those that were cut off come after every limit. */
function ranksInCells(cells: readonly Cell[], length: number): Int32Array {
  const ranks = new Int32Array(length).fill(length + Math.max(...maxDetections));
  for (const { firstDetection, endDetection } of cells) {
    for (let d = firstDetection; d < endDetection; d++) ranks[d] = d - firstDetection;
  }
  return ranks;
}

/** Places of each category's detections, best first; equal scores by image, then as within the image. */
function rankedByCategory({ length, category, score }: DetectionColumns, categories: number) {
  let begin = 0;
  return Array.from({ length: categories }, (_, index) => {
    const first = begin;
    while (begin < length && category[begin] === index) begin++;
    return { category: index, order: byDescendingScore(score.subarray(first, begin)).map((place) => place + first) };
  });
}

/** Writes one category, size and limit at all IoU thresholds; `columns` is how many such there are. */
function writeColumn(scores: AccumulatedScores, ranked: RankedDetections, column: number, columns: number): void {
  const recalls = new Float64Array(ranked.order.length);
  const precisions = new Float64Array(ranked.order.length);
  iouThresholds.forEach((_, t) => {
    writeCurve(ranked, 1 << t, recalls, precisions);
    scores.recall[t * columns + column] = recalls.at(-1) ?? 0;
    let reached = 0;
    recallThresholds.forEach((threshold, r) => {
      while (reached < recalls.length && (recalls[reached] ?? 0) < threshold) reached++;
      const at = (t * recallThresholds.length + r) * columns + column;
      scores.precision[at] = precisions[reached] ?? 0;
      scores.scores[at] = ranked.score[ranked.order[reached] ?? -1] ?? 0;
    });
  });
}

/** Writes recall and precision after each detection at one IoU threshold; precision never rises with recall. */
function writeCurve(
  { order, found, ignored, positives }: RankedDetections,
  bit: number,
  recalls: Float64Array,
  precisions: Float64Array,
): void {
  let right = 0;
  let wrong = 0;
  order.forEach((d, place) => {
    const counts = ((ignored[d] ?? 0) & bit) === 0;
    const isRight = ((found[d] ?? 0) & bit) !== 0;
    if (counts && isRight) right++;
    if (counts && !isRight) wrong++;
    recalls[place] = right / positives;
    precisions[place] = right / (wrong + right + Number.EPSILON);
  });
  for (let place = order.length - 1; place > 0; place--) {
    precisions[place - 1] = Math.max(precisions[place - 1] ?? 0, precisions[place] ?? 0);
  }
}
