/** What a training does differently for each kind of answer; a new kind is a file and a row of `tasks`. */
import type { BrokenImage, Dataset, DatasetSplits, OpenDatasetOptions } from "@tresnet/data";
import type { Team } from "../../cluster/team.ts";
import type { AnyDatasetEvaluation } from "../../evaluation/evaluate-dataset.ts";
import type { CommonEvent, CountedWork } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { TrainOptions } from "../../settings/train-options.ts";
import type { StepSetup } from "../steps/step-setup.ts";

/** How a pass over held-out images is made. */
export interface ScorePass {
  readonly job: Job<CommonEvent>;
  /** The word for the work. */
  readonly work: CountedWork;
  /** The epoch after which the model is scored, counted from 1; undefined for the final score. */
  readonly epoch?: number | undefined;
}

/** Images that are held out, and what scores the model on them. */
export interface ScoredImages {
  readonly data: Dataset;
  /** "test images" */
  readonly what: string;
  /**
   * Scores the model with the weights that it has.
   * @throws the signal's reason when the job is stopped; NonFiniteError when the answers are NaN.
   */
  score(pass: ScorePass): Promise<AnyDatasetEvaluation>;
}

/** The images that are held out of a training. */
export interface HeldOut {
  /** What picks the best epoch, if anything. */
  readonly validation: ScoredImages | undefined;
  /** Images for the final score: the test part, else those of the validation. */
  readonly test: ScoredImages | undefined;
  /** The images that could not be read so far; some may be listed twice. */
  broken(): readonly BrokenImage[];
  /** The images whose files are damaged and were decoded all the same so far; some may be listed twice. */
  damaged(): readonly BrokenImage[];
  dispose(): Promise<void>;
}

/** A training that is ready for its first step, of a task. */
export interface TaskSetup extends StepSetup {
  /** Makes what scores the model on the parts of the data that are held out. */
  holdOut(data: Pick<DatasetSplits, "val" | "test">): HeldOut;
}

/** A kind of answer that models are trained to give. */
export interface TrainingTask {
  /** The name that `--task` has for it. */
  readonly name: "classify" | "detect";
  /** The measure that picks the best epoch unless the settings say one. */
  usualMetric(data: Dataset): NonNullable<TrainOptions["evalMetric"]>;
  /** How the data is read for this task. */
  reading(options: TrainOptions): Pick<OpenDatasetOptions, "boxes" | "splitBy" | "tile">;
  /**
   * Checks settings against the data, and gives the number of the model's classes.
   * @throws UsageError that names the flag or the data, what was expected and what came.
   */
  check(options: TrainOptions, data: Dataset): number;
  /**
   * Makes model, learner and loader for the training images and so many classes, for one of the processes that train
   * together; TensorFlow runs.
   */
  setUp(job: Job<CommonEvent>, options: TrainOptions, data: Dataset, classes: number, team: Team): Promise<TaskSetup>;
}
