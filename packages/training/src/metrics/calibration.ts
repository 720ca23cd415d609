/** Whether a model is as often right as it says. */
import { checkLabels, checkSameLength, checkScores } from "./check-labels.ts";

/** Answers of about the same confidence; `confidence` and `accuracy` are NaN in an empty bin. */
export interface CalibrationBin {
  /** The bin holds confidences above this; the first bin holds 0 too. */
  readonly from: number;
  /** The bin holds confidences up to this one. */
  readonly to: number;
  /** The number of answers in the bin. */
  readonly answers: number;
  /** The mean confidence of these answers. */
  readonly confidence: number;
  /** The share of these answers that is right. */
  readonly accuracy: number;
}

/** How far confidence and accuracy are apart, over all answers and bin by bin. */
export interface Calibration {
  /** Expected calibration error: the mean distance of confidence and accuracy, bins weighing what they hold, 0 to 1. */
  readonly error: number;
  /** The greatest distance of any bin, 0 to 1. */
  readonly maximumError: number;
  /** The bins of equal width, lowest confidence first. */
  readonly bins: readonly CalibrationBin[];
}

/**
 * Compares how sure answers are with how often they are right.
 *
 * `confidences` from 0 to 1, the probability of the predicted class, say; `correct` 1 for right answers and 0 for wrong
 * ones. With several labels per image every answer is one of its own: the probability of each class against its target.
 * @throws RangeError when the lengths differ or are 0, or a value is out of its range.
 * @see Guo et al. 2017, https://arxiv.org/abs/1706.04599 §2, with 15 bins of equal width
 */
export function calibration(
  confidences: ArrayLike<number>,
  correct: ArrayLike<number>,
  { bins = 15 }: { readonly bins?: number } = {},
): Calibration {
  checkSameLength("calibration", confidences, correct);
  checkScores("calibration", confidences, 1);
  checkLabels("calibration", correct, 2);
  if (!Number.isInteger(bins) || bins < 1) {
    throw new RangeError(`calibration: bins must be a whole number of 1 or more, got ${bins}. Use 15, as usual.`);
  }
  const sums = Array.from({ length: bins }, () => ({ answers: 0, confidence: 0, right: 0 }));
  for (let i = 0; i < confidences.length; i++) {
    const confidence = confidences[i] ?? 0;
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new RangeError(
        `calibration: expected confidences from 0 to 1, got ${confidence} at ${i}. Pass probabilities, not logits.`,
      );
    }
    const sum = sums[Math.max(0, Math.ceil(confidence * bins) - 1)];
    if (sum === undefined) continue;
    sum.answers++;
    sum.confidence += confidence;
    sum.right += correct[i] ?? 0;
  }
  const gaps = sums.map(({ confidence, right }) => Math.abs(confidence - right)); // times answers
  return {
    error: gaps.reduce((total, gap) => total + gap, 0) / confidences.length,
    maximumError: sums.reduce(
      (most, { answers }, b) => Math.max(most, answers === 0 ? 0 : (gaps[b] ?? 0) / answers),
      0,
    ),
    bins: sums.map(({ answers, confidence, right }, b) => {
      return {
        from: b / bins,
        to: (b + 1) / bins,
        answers,
        confidence: confidence / answers,
        accuracy: right / answers,
      };
    }),
  };
}
