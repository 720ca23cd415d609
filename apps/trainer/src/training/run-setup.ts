/** Puts a run together from its settings and its data: steps, validation, the final images. */
import type { BrokenImage, DatasetSplits } from "@tresnet/data";
import type { HeldLock } from "@tresnet/files";
import type { Team } from "../cluster/team.ts";
import type { Job } from "../job/job.ts";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { EpochSetup } from "./epochs/epoch-setup.ts";
import { scheduleOf } from "./optimization.ts";
import { Throughput } from "./steps/throughput.ts";
import type { ScoredImages, TrainingTask } from "./tasks/task.ts";
import type { TrainEvent } from "./train-event.ts";

/** What a run is made of. */
export interface RunParts {
  readonly options: TrainOptions;
  readonly run: RunDirectory;
  /** The command that does it again, as config.json has it. */
  readonly command: string;
  /** The mark that the run's checkpoints carry; undefined where an earlier version began it without one. */
  readonly mark: string | undefined;
  /** That of the run's folder, which is asked before each write into it. */
  readonly lock: HeldLock;
  readonly data: DatasetSplits;
  /** What the model is trained to answer. */
  readonly task: TrainingTask;
  /** Classes of the model. */
  readonly classes: number;
  /** What was told of the data. */
  readonly notices: readonly string[];
  /** The processes that train together. */
  readonly team: Team;
}

/** A run ready to start; `dispose` closes and releases all of it. */
export interface RunSetup {
  readonly epochs: EpochSetup;
  /**
   * Images for the final score: the test part, else those of the validation. It takes the weights as they are at its
   * first call, as `tresnet evaluate` does.
   */
  readonly test: ScoredImages | undefined;
  /** The images that could not be read so far, each once. */
  broken(): readonly BrokenImage[];
  /** The images whose files are damaged and were decoded all the same so far, each once. */
  damaged(): readonly BrokenImage[];
  dispose(): Promise<void>;
}

/**
 * Makes everything that a run needs; TensorFlow runs.
 * @throws CheckpointError when the weights to start from don't fit.
 */
export async function setUpRun(
  job: Job<TrainEvent>,
  { options, run, command, mark, lock, data, task, classes, team }: RunParts,
): Promise<RunSetup> {
  const steps = await task.setUp(job, options, data.train, classes, team);
  const { loader, learner, input } = steps;
  const heldOut = steps.holdOut(data);
  return {
    epochs: {
      ...steps,
      run,
      command,
      mark,
      lock,
      job,
      schedule: scheduleOf(options, loader.batchesPerEpoch),
      throughput: new Throughput(),
      validation: heldOut.validation,
      usualMetric: task.usualMetric(data.train),
    },
    test: heldOut.test,
    broken: () => once([...loader.broken, ...input.broken(), ...heldOut.broken()]),
    damaged: () => once([...loader.damaged, ...input.damaged(), ...heldOut.damaged()]),
    async dispose() {
      await Promise.all([loader.close(), heldOut.dispose()]);
      learner.dispose();
    },
  };
}

/** Each image once, as the last of the loaders tells of it. */
function once(images: readonly BrokenImage[]): readonly BrokenImage[] {
  return [...new Map(images.map((image) => [image.id, image])).values()];
}
