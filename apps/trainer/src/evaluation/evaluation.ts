/** What a model scored on labelled images. */
import type { DetectionEvaluation } from "../detection/detection-evaluation.ts";

/** The scores of one class. Shares are from 0 to 1, and 0 where nothing could be counted. */
export interface ClassScore {
  /** The name of the class. */
  readonly name: string;
  /** The number of images of this class. */
  readonly images: number;
  /** The share of the images answered with this class that have it, 0 to 1. */
  readonly precision: number;
  /** The share of the images of this class that were answered with it, 0 to 1. */
  readonly recall: number;
  /** The harmonic mean of precision and recall, 0 to 1. */
  readonly f1: number;
}

/** Images of one class that were taken for another. */
export interface Confusion {
  /** The position of the true class among the classes. */
  readonly truth: number;
  /** The position of the class that was answered. */
  readonly predicted: number;
  /** The number of such images. */
  readonly images: number;
}

/** A point of the ROC curve: the shares of negatives and positives above a threshold. */
export type RocPoint = readonly [falsePositiveRate: number, truePositiveRate: number];

/** All figures where every image has one class. */
export interface Evaluation {
  /** Tells these figures from those of images with any number of classes. */
  readonly task: "single-label";
  /** The number of images that were scored. */
  readonly images: number;
  /** The mean cross-entropy, without smoothing or class weights. */
  readonly loss: number;
  /** The share of images whose likeliest class is their own. */
  readonly accuracy: number;
  /** The share of images whose class is among the five likeliest; only for more than five classes. */
  readonly top5Accuracy?: number;
  /** The mean recall of the classes that have images. */
  readonly balancedAccuracy: number;
  /** The plain mean of the classes' F1. */
  readonly macroF1: number;
  /**
   * The area under the ROC curve, where it is defined: of two classes the second is the positive one; of more it is the
   * mean over each against the rest.
   */
  readonly rocAuc?: number;
  /** The ROC curve; only for two classes. */
  readonly rocCurve?: readonly RocPoint[];
  /** The expected calibration error of the likeliest class's probability, 15 bins. */
  readonly calibrationError: number;
  /**
   * The counts, a row for each true class and a column for each predicted one; left out for more than 1,000 classes:
   * 11,221 would make it 1 GB.
   */
  readonly confusionMatrix?: readonly (readonly number[])[];
  /** The most frequent mistakes, at most 100, largest first. */
  readonly confusions: readonly Confusion[];
  /** The scores of each class, in the order of the model's classes. */
  readonly classes: readonly ClassScore[];
}

/** The scores of one label. */
export interface LabelScore extends ClassScore {
  /** The average precision as scikit-learn defines it; 0 without images. */
  readonly averagePrecision: number;
  /** The area under the ROC curve; undefined where all images have the label or none. */
  readonly rocAuc?: number;
  /** The probability from which on the answer was yes: precision, recall and F1 belong to it. */
  readonly threshold: number;
  /** The threshold with the highest F1 on these very images. */
  readonly bestThreshold: number;
  /** The F1 of that threshold: what could be reached at most. */
  readonly bestF1: number;
}

/** Precision, recall and their harmonic mean. */
export interface PrecisionRecall {
  /** The share of the answers that are right, 0 to 1. */
  readonly precision: number;
  /** The share of what should have been answered that was, 0 to 1. */
  readonly recall: number;
  /** The harmonic mean of precision and recall, 0 to 1. */
  readonly f1: number;
}

/** All figures where an image has any number of classes. */
export interface MultiLabelEvaluation {
  /** Tells these figures from those of images with one class each. */
  readonly task: "multi-label";
  /** The number of images that were scored. */
  readonly images: number;
  /** The mean binary cross-entropy of all answers. */
  readonly loss: number;
  /** The mAP by scikit-learn's definition, over the classes that have images. */
  readonly meanAveragePrecision: number;
  /** The mAP as the authors of the asymmetric loss compute it, over all classes; they report a hundred times this. */
  readonly meanAveragePrecisionAsl: number;
  /** The means over the classes: CP, CR, CF1. */
  readonly byClass: PrecisionRecall;
  /** The figures of all answers taken together: OP, OR, OF1. */
  readonly overall: PrecisionRecall;
  /** The plain mean of the classes' F1. */
  readonly macroF1: number;
  /** The share of images whose labels are all right. */
  readonly exactMatch: number;
  /** The mean area under the ROC curve over the classes that have one; undefined where none has. */
  readonly rocAuc?: number;
  /** The expected calibration error of all answers, 15 bins. */
  readonly calibrationError: number;
  /** The scores of each class, in the order of the model's classes. */
  readonly classes: readonly LabelScore[];
}

/** The figures where images have classes as a whole; `task` says whether one or any number. */
export type ClassEvaluation = Evaluation | MultiLabelEvaluation;

/** The figures of an evaluation; `task` says which ones. */
export type AnyEvaluation = ClassEvaluation | DetectionEvaluation;
