/** What an evaluation and a prediction end with. */
import type { BrokenImage } from "@tresnet/data";
import type { DetectedImage } from "../detection/found-objects.ts";
import type { ViewName } from "../settings/view-names.ts";
import type { AnyEvaluation } from "./evaluation.ts";
import type { PredictionRow } from "./write-predictions.ts";

/** A model's scores on labelled images. */
export interface EvaluateResult {
  /** The file that the weights are from. */
  readonly checkpoint: string;
  /** The network, such as "tresnet_s". */
  readonly model: string;
  /** The names of the model's classes, in the order of its probabilities. */
  readonly classNames: readonly string[];
  /** What the images are: "test images". */
  readonly what: string;
  /** The views over which probabilities were averaged. */
  readonly tta: ViewName;
  /** The scores of the model on these images. */
  readonly evaluation: AnyEvaluation;
  /** One for each image that could be read, in the order of the data. */
  readonly predictions: readonly PredictionRow[];
  /** What a detector found on each image that could be read, in the order of the data; only of a detector. */
  readonly detected?: readonly DetectedImage[];
  /** Images of classes that the model does not know. */
  readonly leftOut: number;
  /** The images that could not be read. */
  readonly broken: readonly BrokenImage[];
  /** The images whose files are damaged and were decoded all the same. */
  readonly damaged: readonly BrokenImage[];
  /** Whom the data is owed to, where its licence asks to say so. */
  readonly credit: string | undefined;
}

/** A class, and how probable the model holds it to be, 0 to 1. */
export interface ClassProbability {
  /** The name of the class, or its number where the model has no names. */
  readonly class: string;
  /** The probability of the class, 0 to 1. */
  readonly probability: number;
}

/** An object that a detector found. */
export interface PredictedObject {
  /** The name of its class, or its number where the model has no names. */
  readonly class: string;
  /** How sure the detector is, 0 to 1. */
  readonly score: number;
  /** Left, top, right and bottom in pixels of the image as it is seen. */
  readonly box: readonly [x1: number, y1: number, x2: number, y2: number];
}

/** What a model says of one image. */
export interface PredictedImage {
  /** The path of the image. */
  readonly file: string;
  /** The classes that the image is said to have, where an image has any number of them. */
  readonly classes?: readonly string[];
  /** The likeliest classes, likeliest first; none of a detector. */
  readonly predictions: readonly ClassProbability[];
  /** What a detector found on the image, by descending score; only of a detector. */
  readonly objects?: readonly PredictedObject[];
}

/** A model's answers for images. */
export interface PredictResult {
  /** The network, such as "tresnet_s". */
  readonly model: string;
  /** One for each image that could be read, in the order asked for. */
  readonly images: readonly PredictedImage[];
  /** The images that could not be read. */
  readonly broken: readonly BrokenImage[];
  /** The images whose files are damaged and were decoded all the same. */
  readonly damaged: readonly BrokenImage[];
  /** The file that the answers were written to, where that was asked for. */
  readonly output: string | undefined;
}
