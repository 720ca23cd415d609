/** What a model scored on labelled images. */

/** How one class fared. Shares are from 0 to 1; 0 where nothing was there to count. */
export interface ClassScore {
  readonly name: string;
  /** Images of this class. */
  readonly images: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Images of one class that were taken for another. */
export interface Confusion {
  /** Positions among the classes. */
  readonly truth: number;
  readonly predicted: number;
  readonly images: number;
}

/** A point of the ROC curve: the shares of negatives and positives above a threshold. */
export type RocPoint = readonly [falsePositiveRate: number, truePositiveRate: number];

/** All figures where every image has one class. */
export interface Evaluation {
  readonly task: "single-label";
  readonly images: number;
  /** Mean cross-entropy, without smoothing or class weights. */
  readonly loss: number;
  readonly accuracy: number;
  /** The label is among the five likeliest; only for more than five classes. */
  readonly top5Accuracy?: number;
  /** Mean recall of the classes that have images. */
  readonly balancedAccuracy: number;
  /** Plain mean of the classes' F1. */
  readonly macroF1: number;
  /**
   * Of two classes the second is the positive one; of more, the mean over each against the rest. Only where it is
   * defined.
   */
  readonly rocAuc?: number;
  /** Only for two classes. */
  readonly rocCurve?: readonly RocPoint[];
  /** Expected calibration error of the likeliest class's probability, 15 bins. */
  readonly calibrationError: number;
  /** Row: true class, column: predicted class. Left out for more than 1,000 classes: 11,221 would make it 1 GB. */
  readonly confusionMatrix?: readonly (readonly number[])[];
  /** The most frequent mistakes, at most 100, largest first. */
  readonly confusions: readonly Confusion[];
  readonly classes: readonly ClassScore[];
}

/** How one label fared. */
export interface LabelScore extends ClassScore {
  /** As scikit-learn defines it; 0 without images. */
  readonly averagePrecision: number;
  /** Absent where all images have the label or none. */
  readonly rocAuc?: number;
  /** From which probability on the answer was yes: what precision, recall and F1 are of. */
  readonly threshold: number;
  /** The threshold with the highest F1 on these very images, and that F1: what could be reached at most. */
  readonly bestThreshold: number;
  readonly bestF1: number;
}

/** Precision, recall and their harmonic mean. */
export interface PrecisionRecall {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** All figures where an image has any number of classes. */
export interface MultiLabelEvaluation {
  readonly task: "multi-label";
  readonly images: number;
  /** Mean binary cross-entropy of all answers. */
  readonly loss: number;
  /** mAP by scikit-learn's definition, over the classes that have images. */
  readonly meanAveragePrecision: number;
  /** mAP as the authors of the asymmetric loss compute it, over all classes; they report a hundred times this. */
  readonly meanAveragePrecisionAsl: number;
  /** CP, CR, CF1. */
  readonly byClass: PrecisionRecall;
  /** OP, OR, OF1. */
  readonly overall: PrecisionRecall;
  readonly macroF1: number;
  /** Images whose labels are all right. */
  readonly exactMatch: number;
  /** Mean over the classes where it is defined, if there is one. */
  readonly rocAuc?: number;
  /** Expected calibration error of all answers, 15 bins. */
  readonly calibrationError: number;
  readonly classes: readonly LabelScore[];
}

export type AnyEvaluation = Evaluation | MultiLabelEvaluation;
