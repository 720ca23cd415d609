/** What a model scored on labelled images. */

/** How one class fared. Shares are from 0 to 1, NaN where nothing was there to count. */
export interface ClassScore {
  readonly name: string;
  /** Images of this class. */
  readonly images: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** A point of the ROC curve: the shares of negatives and positives above a threshold. */
export type RocPoint = readonly [falsePositiveRate: number, truePositiveRate: number];

/** All figures of one evaluation. */
export interface Evaluation {
  readonly images: number;
  /** Mean cross-entropy, without smoothing or class weights. */
  readonly loss: number;
  readonly accuracy: number;
  /** Mean recall of the classes that have images. */
  readonly balancedAccuracy: number;
  /** Only for two classes; the second is the positive one. */
  readonly rocAuc?: number;
  readonly rocCurve?: readonly RocPoint[];
  /** Row: true class, column: predicted class. */
  readonly confusionMatrix: readonly (readonly number[])[];
  readonly classes: readonly ClassScore[];
}
