/** What an exported model says of itself: what its answers mean, and how images are made ready for it. */
import { type CropMode, cropModes, type Interpolation, interpolations } from "@tresnet/preparation";
import { type ChannelValues, channelsOf, isNumber, listOf, numberOf, oneOf, recordOf } from "../description-fields.ts";

export type { ChannelValues } from "../description-fields.ts";

/** How images are made ready, in the order in which it is done. */
export interface Preprocessing {
  /** The side of the square that the model gets, pixels. */
  readonly imgSize: number;
  /** Which part of the image is looked at. */
  readonly cropMode: CropMode;
  /** The share of the scaled side that the crop keeps, above 0 to 1. */
  readonly cropPct: number;
  /** The filter that images are resized with. */
  readonly interpolation: Interpolation;
  /** The number subtracted from each channel, whose values run from 0 to 1. */
  readonly mean: ChannelValues;
  /** The number that each channel is divided by afterwards, above 0. */
  readonly std: ChannelValues;
}

/** What a model says of itself. */
export interface Description {
  /** Whether an image has one class (softmax) or any number of them (a sigmoid each). */
  readonly task: "single-label" | "multi-label";
  /** The names of the classes, in the order of the logits. */
  readonly classes: readonly string[];
  /** How images are made ready. */
  readonly preprocessing: Preprocessing;
  /** The probability of each class from which on the answer is yes, where an image has several. */
  readonly thresholds?: readonly number[];
  /** The terms under which the weights may be used. */
  readonly license?: string;
}

const tasks = ["single-label", "multi-label"] as const;

/**
 * Reads what a model says of itself.
 * @throws PredictError naming what is missing or wrong.
 */
export function readDescription(value: unknown): Description {
  const described = recordOf(value, "a description");
  const given = recordOf(described["preprocessing"], "preprocessing");
  const { thresholds, license } = described;
  return {
    task: oneOf(tasks, described["task"], "task"),
    classes: listOf(described["classes"], "classes", (name) => typeof name === "string"),
    preprocessing: {
      imgSize: numberOf(given["imgSize"], "imgSize"),
      cropMode: oneOf(cropModes, given["cropMode"], "cropMode"),
      cropPct: numberOf(given["cropPct"], "cropPct"),
      interpolation: oneOf(interpolations, given["interpolation"] ?? "bilinear", "interpolation"),
      mean: channelsOf(given["mean"], "mean"),
      std: channelsOf(given["std"], "std"),
    },
    ...(thresholds !== undefined && { thresholds: listOf(thresholds, "thresholds", isNumber) }),
    ...(typeof license === "string" && { license }),
  };
}
