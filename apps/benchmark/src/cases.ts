/** What can be measured: a training step of a named model, run one of several ways. */
import type { ModelName } from "@tresnet/zoo";

/** A way to run the same step. */
export interface Side {
  readonly traced: boolean;
  readonly precision: "float32" | "bfloat16";
}

export const sides = {
  "traced-bfloat16": { traced: true, precision: "bfloat16" },
  "traced-float32": { traced: true, precision: "float32" },
  // One op at a time, as TensorFlow.js runs by itself.
  "eager-float32": { traced: false, precision: "float32" },
} as const satisfies Record<string, Side>;

export type SideName = keyof typeof sides;
export const sideNames = Object.keys(sides) as SideName[];

/** One training step to measure; the same for every side. */
export interface TrainCase {
  readonly model: ModelName;
  /** Height and width of the images, in pixels. */
  readonly imageSize: number;
  readonly batchSize: number;
  readonly classes: number;
  /** Of weights and images. */
  readonly seed: number;
}
