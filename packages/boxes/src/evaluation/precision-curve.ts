import { BoxError } from "../errors.ts";
import type { CocoId } from "./coco-form.ts";
import { areaNames, cocoParameters } from "./coco-parameters.ts";
import type { BoxEvaluation } from "./evaluate-boxes.ts";

const { iouThresholds, maxDetections, recallThresholds } = cocoParameters;

/** Which curve of an evaluation is meant. */
export interface PrecisionCurveOptions {
  /**
   * The place of the IoU threshold among 0.5, 0.55, … 0.95.
   * @default 0
   */
  readonly iouIndex?: number;
  /**
   * The range of object sizes.
   * @default "all"
   */
  readonly area?: (typeof areaNames)[number];
}

/** A category's precision by recall. */
export interface PrecisionCurve {
  /** Precision at the recalls 0, 0.01, … 1; −1 throughout where the category has no object that counts. */
  readonly precision: Float64Array;
  /** The score at which each recall is reached; 0 where it never is. */
  readonly scores: Float64Array;
}

/**
 * Reads the precision-recall curve of one category off an evaluation, of its best 100 detections an image.
 * @throws BoxError when the evaluation has no such category.
 */
export function precisionCurve(
  { perCategory, arrays }: BoxEvaluation,
  category: CocoId,
  { iouIndex = 0, area = "all" }: PrecisionCurveOptions = {},
): PrecisionCurve {
  const index = perCategory.findIndex((scores) => scores.category === category);
  if (index < 0 || iouThresholds[iouIndex] === undefined) {
    throw new BoxError(
      `precisionCurve: expected one of ${perCategory.length} categories and an IoU's place from 0 to ${iouThresholds.length - 1}, got ${JSON.stringify(category)} and ${iouIndex}. Take the category's id from perCategory.`,
    );
  }
  const read = (values: Float64Array) =>
    Float64Array.from(recallThresholds, (_, r) => {
      const row = (iouIndex * recallThresholds.length + r) * perCategory.length + index;
      return values[(row * areaNames.length + areaNames.indexOf(area) + 1) * maxDetections.length - 1] ?? -1;
    });
  return { precision: read(arrays.precision), scores: read(arrays.scores) };
}
