/** Chooses which weights of a detector a training changes. */
import type { Variable } from "@tensorflow/tfjs-core";
import { BatchNorm, partsOf, weightsOf } from "@tresnet/blocks";
import type { Detector } from "./detector.ts";

/** The parts of a detector that are not trained. */
export interface FreezeDetectorOptions {
  /** So many of the backbone's first stages: 1 is the stem, 2 the stem and stage 1, up to 5, all of it. @default 0 */
  readonly stages?: number;
  /**
   * Whether the backbone's batch norms stay as they are, statistics, scale and offset: batches of a detector are small.
   * @default true
   */
  readonly norms?: boolean;
}

/**
 * Lists the weights of a detector that remain to be trained; the detector itself is not changed.
 *
 * Give them to `createTrainStep` of `@tresnet/training`: it takes no gradients of all others, and norms that are frozen
 * work as in inference.
 * @throws RangeError when a number of stages is no whole number from 0 to the backbone's number of stages.
 */
export function freezeDetector(
  detector: Detector,
  { stages: count = 0, norms = true }: FreezeDetectorOptions = {},
): readonly Variable[] {
  const { stages, backbone } = detector;
  if (!Number.isInteger(count) || count < 0 || count > stages.length) {
    throw new RangeError(
      `freezeDetector: expected a number of stages from 0 to ${stages.length}, got ${count}. 1 is the stem.`,
    );
  }
  const fixed = norms ? [...partsOf(backbone.body, (part) => part instanceof BatchNorm).values()] : [];
  const still = new Set([...stages.slice(0, count), ...fixed].flatMap((part) => [...weightsOf(part).values()]));
  return [...weightsOf(detector).values()].filter((weight) => weight.trainable && !still.has(weight));
}
