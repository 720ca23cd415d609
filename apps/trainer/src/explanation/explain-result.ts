/** What an explanation ends with. */
import type { ExplanationMethodName } from "@tresnet/training";
import type { StageName } from "@tresnet/zoo";
import type { ClassProbability } from "../evaluation/results.ts";
import type { SeenPart } from "./draw-heat.ts";

/** Where on an image a model sees a class. */
export interface ExplainResult {
  /** The network, such as "tresnet_s". */
  readonly model: string;
  /** The path of the image. */
  readonly file: string;
  /** The class that was looked for. */
  readonly class: string;
  /** How probable the model holds that class to be, 0 to 1. */
  readonly probability: number;
  /** The class's logit. */
  readonly logit: number;
  /** The likeliest classes, likeliest first. */
  readonly predictions: readonly ClassProbability[];
  /** The map that was looked at. */
  readonly stage: StageName;
  /** How the map and its gradient became heat. */
  readonly method: ExplanationMethodName;
  /** What each position of the map adds to the logit, 0 or more, a list for each row from the top. */
  readonly heat: readonly (readonly number[])[];
  /** The part of the image that the map is of, in pixels; a border that was added lies outside of the image. */
  readonly seen: SeenPart;
  /** The middle of the hottest position, in pixels of the image; undefined where there is no heat. */
  readonly hottest: { readonly x: number; readonly y: number } | undefined;
  /** The picture that was written. */
  readonly output: string;
}
