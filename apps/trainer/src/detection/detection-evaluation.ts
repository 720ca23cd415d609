/** What a detector scored on images whose objects are known. */
import type { CocoScores } from "@tresnet/boxes/evaluation";

/** The scores of one class of objects. */
export interface ObjectScore extends CocoScores {
  /** The name of the class. */
  readonly name: string;
  /** The objects of this class that count; crowds are left out. */
  readonly objects: number;
  /** What was found of this class, whatever its score. */
  readonly found: number;
  /** The precision at the recalls 0, 0.01, … 1 where an overlap of 0.5 is enough; empty where no object counts. */
  readonly precision: readonly number[];
}

/** The score from which on what was found is best believed, and what it is worth then. */
export interface ScoreChoice {
  /** The least score of what is believed, 0 to 1. */
  readonly score: number;
  /** The share of what is believed that is right, 0 to 1. */
  readonly precision: number;
  /** The share of the objects that was found, 0 to 1. */
  readonly recall: number;
  /** The harmonic mean of precision and recall, 0 to 1. */
  readonly f1: number;
}

/** All figures where images show any number of objects, each in a box. */
export interface DetectionEvaluation {
  /** Tells these figures from those of images that have classes as a whole. */
  readonly task: "detection";
  /** The number of images that were looked at. */
  readonly images: number;
  /** The objects that count; crowds are left out. */
  readonly objects: number;
  /** What was found, whatever its score. */
  readonly found: number;
  /** COCO's twelve numbers, 0 to 1; −1 where there is no object to find. */
  readonly scores: CocoScores;
  /** The average precision at the overlaps 0.5, 0.55, … 0.95, 0 to 1; −1 where there is no object to find. */
  readonly averagePrecisionByIou: readonly number[];
  /** The score with the highest F1 on these very images, an overlap of 0.5 being enough. */
  readonly best: ScoreChoice;
  /**
   * The counts at the score of `best`, whatever overlaps by half: a row for each true class and the last one for what
   * is background, a column for each predicted class and the last one for what was not found; left out for more than
   * 200 classes.
   */
  readonly confusionMatrix?: readonly (readonly number[])[];
  /** The scores of each class, in the order of the model's classes. */
  readonly classes: readonly ObjectScore[];
}
