import type { AccumulatedScores } from "./accumulate.ts";
import { areaNames, cocoParameters } from "./coco-parameters.ts";

const { iouThresholds, maxDetections, recallThresholds } = cocoParameters;

/**
 * COCO's twelve numbers, 0 to 1; −1 where there is no object to find. AP is average precision, AR the greatest recall,
 * both over ten IoU thresholds unless one is named.
 */
export interface CocoScores {
  /** Average precision over IoU 0.5 to 0.95: the number that detectors are compared by. */
  readonly AP: number;
  /** Average precision where an IoU of 0.5 is enough. */
  readonly AP50: number;
  /** Average precision where an IoU of 0.75 is asked for. */
  readonly AP75: number;
  /** Average precision on objects of up to 32² pixels. */
  readonly APsmall: number;
  /** Average precision on objects of 32² to 96² pixels. */
  readonly APmedium: number;
  /** Average precision on objects of 96² pixels and more. */
  readonly APlarge: number;
  /** Greatest recall of the one best detection of each image and category. */
  readonly AR1: number;
  /** Greatest recall of the ten best detections of each image and category. */
  readonly AR10: number;
  /** Greatest recall of the hundred best detections of each image and category. */
  readonly AR100: number;
  /** Greatest recall on objects of up to 32² pixels. */
  readonly ARsmall: number;
  /** Greatest recall on objects of 32² to 96² pixels. */
  readonly ARmedium: number;
  /** Greatest recall on objects of 96² pixels and more. */
  readonly ARlarge: number;
}

/** Which part of the arrays a mean is taken of; what is left out means all, and of limits the greatest. */
interface Part {
  readonly iou?: number;
  readonly area?: (typeof areaNames)[number];
  readonly limit?: number;
  readonly category?: number | undefined;
}

/** Takes COCO's twelve means, over all categories or of one. */
export function summarize(scores: AccumulatedScores, categories: number, category?: number): CocoScores {
  const precision = (part: Part) =>
    meanOf(scores.precision, recallThresholds.length, categories, { category, ...part });
  const recall = (part: Part) => meanOf(scores.recall, 1, categories, { category, ...part });
  return {
    AP: precision({}),
    AP50: precision({ iou: 0.5 }),
    AP75: precision({ iou: 0.75 }),
    APsmall: precision({ area: "small" }),
    APmedium: precision({ area: "medium" }),
    APlarge: precision({ area: "large" }),
    AR1: recall({ limit: 1 }),
    AR10: recall({ limit: 10 }),
    AR100: recall({ limit: 100 }),
    ARsmall: recall({ area: "small" }),
    ARmedium: recall({ area: "medium" }),
    ARlarge: recall({ area: "large" }),
  };
}

/** The average precision over categories at each of the ten IoU thresholds. */
export function averagePrecisionByIou(scores: AccumulatedScores, categories: number): readonly number[] {
  return iouThresholds.map((iou) => meanOf(scores.precision, recallThresholds.length, categories, { iou }));
}

/** Averages what is not −1 of values [IoUs, recalls, categories, sizes, limits]; −1 where nothing is left. */
function meanOf(values: Float64Array, recalls: number, categories: number, part: Part): number {
  const area = areaNames.indexOf(part.area ?? "all");
  const limit = maxDetections.findIndex((most) => most === (part.limit ?? 100));
  const [firstCategory, endCategory] =
    part.category === undefined ? [0, categories] : [part.category, part.category + 1];
  let sum = 0;
  let count = 0;
  iouThresholds.forEach((iou, t) => {
    if (part.iou !== undefined && part.iou !== iou) return;
    for (let row = t * recalls; row < (t + 1) * recalls; row++) {
      for (let k = firstCategory; k < endCategory; k++) {
        const value = values[((row * categories + k) * areaNames.length + area) * maxDetections.length + limit] ?? -1;
        if (value <= -1) continue;
        sum += value;
        count++;
      }
    }
  });
  return count === 0 ? -1 : sum / count;
}
