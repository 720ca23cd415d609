/** What a training takes its steps with: images, model, and all that changes with the model. */
import type { Batch, BatchLoader } from "@tresnet/data";
import type { Team } from "../../cluster/team.ts";
import type { ImagesOrFeatures } from "../../images/frozen-features.ts";
import type { Inputs } from "../../images/inputs-of.ts";
import type { SavedModel } from "../../run-directory/checkpoint-metadata.ts";
import type { TrainOptions } from "../../settings/train-options.ts";
import type { Learner } from "./learner.ts";

/** Images and a learner, ready for the first step; the caller closes `loader` and disposes `learner`. */
export interface StepSetup {
  readonly options: TrainOptions;
  /** The processes that train together. */
  readonly team: Team;
  readonly saved: SavedModel;
  readonly learner: Learner;
  /** The training images. */
  readonly loader: BatchLoader;
  /** The training images, or their features where steps take these. */
  readonly input: ImagesOrFeatures;
  /** What a step gets of a batch, counted from epoch 0; the caller owns it. */
  readonly inputsOf: (batch: Batch, epoch: number) => Inputs;
}
