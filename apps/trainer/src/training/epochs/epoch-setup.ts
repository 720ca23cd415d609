/** What the loop over the epochs works with. */
import type { HeldLock } from "@tresnet/files";
import type { Schedule } from "@tresnet/training";
import type { Job } from "../../job/job.ts";
import type { RunDirectory } from "../../run-directory/run-directory.ts";
import type { TrainOptions } from "../../settings/train-options.ts";
import type { StepSetup } from "../steps/step-setup.ts";
import type { Throughput } from "../steps/throughput.ts";
import type { ScoredImages } from "../tasks/task.ts";
import type { TrainEvent } from "../train-event.ts";

/** All that the loop works with; the caller closes and disposes it. */
export interface EpochSetup extends StepSetup {
  readonly run: RunDirectory;
  /** The command that does the run again, as its config.json has it. */
  readonly command: string;
  /** The mark that the run's checkpoints carry; undefined where an earlier version began it without one. */
  readonly mark: string | undefined;
  /** That of the run's folder, which is asked before each write into it. */
  readonly lock: HeldLock;
  readonly schedule: Schedule;
  /** What is held out, if anything. */
  readonly validation: ScoredImages | undefined;
  /** What picks the best epoch unless the settings say it. */
  readonly usualMetric: NonNullable<TrainOptions["evalMetric"]>;
  readonly throughput: Throughput;
  readonly job: Job<TrainEvent>;
}
