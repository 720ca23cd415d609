/** What a training leaves for who looks at its folder: steps as they come, scores, how it ended; and its stop. */
import type { HeldLock } from "@tresnet/files";
import { NonFiniteError } from "@tresnet/training";
import type { Team } from "../../cluster/team.ts";
import { InterruptedError } from "../../errors.ts";
import type { AnyEvaluation } from "../../evaluation/evaluation.ts";
import { headlineFigures } from "../../evaluation/scores/headline-figures.ts";
import type { Job } from "../../job/job.ts";
import { clearOutcome, type Outcome, writeOutcome } from "../../run-directory/record/outcome.ts";
import { StepLog } from "../../run-directory/record/step-log.ts";
import { watchStopRequest } from "../../run-directory/record/stop-request.ts";
import { writeRecord } from "../../run-directory/record/write-record.ts";
import type { RunDirectory } from "../../run-directory/run-directory.ts";
import type { TrainEvent, TrainStepEvent } from "../train-event.ts";

/** A matrix of more classes than anybody looks at would be megabytes after every epoch. */
const mostMatrixClasses = 200;

/** A run, and the processes that train it together. */
export interface FollowedRun {
  readonly team: Team;
  readonly run: RunDirectory;
  /** That of the run's folder. */
  readonly lock: HeldLock;
}

/**
 * Runs the work of a training in its folder with a job that is told the same, and stopped by a request in the folder
 * too; of processes that train together task 0 follows, and asks the others to stop. What can't be recorded is told,
 * and is no reason to end a training.
 * @throws what `work` throws.
 */
export async function followRun<Result>(
  job: Job<TrainEvent>,
  { team, run, lock }: FollowedRun,
  work: (job: Job<TrainEvent>, team: Team) => Promise<Result>,
): Promise<Result> {
  if (team.task > 0) return work(job, team);
  const stop = new AbortController();
  const unwatch = await watchStopRequest(run.stopRequest, () => stop.abort(new Error("asked to stop")));
  await clearOutcome(run.outcome);
  const recorder = new Recorder(job, run, lock);
  const emit = (event: TrainEvent) => {
    recorder.take(event);
    job.emit(event);
  };
  let outcome: Pick<Outcome, "state" | "message"> = { state: "done", message: "" };
  try {
    const asksToStop = () => stop.signal.aborted || team.asksToStop();
    const followed = { ...job, emit, signal: AbortSignal.any([job.signal, stop.signal]) };
    return await work(followed, { ...team, asksToStop });
  } catch (error) {
    outcome = outcomeOf(error);
    throw error;
  } finally {
    await unwatch();
    await recorder.close({ ...outcome, at: new Date().toISOString() });
  }
}

function outcomeOf(error: unknown): Pick<Outcome, "state" | "message"> {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 4000);
  if (error instanceof InterruptedError) return { state: "interrupted", message };
  return { state: error instanceof NonFiniteError ? "diverged" : "failed", message };
}

/** Writes what events tell, one file after another and behind the training. */
class Recorder {
  readonly #run: RunDirectory;
  readonly #lock: HeldLock;
  readonly #log: StepLog;
  #seconds = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(job: Job<TrainEvent>, run: RunDirectory, lock: HeldLock) {
    this.#run = run;
    this.#lock = lock;
    const onProblem = (message: string) => job.emit({ type: "notice", level: "warning", message });
    this.#log = new StepLog(run.steps, { requireHeld: lock.requireHeld, onProblem });
  }

  take(event: TrainEvent): void {
    switch (event.type) {
      case "started":
        this.#seconds = this.#log.start({ ...event, totalSteps: event.from?.totalSteps ?? 0 });
        return;
      case "step":
        this.#seconds += event.seconds;
        this.#log.add(usualOf(event, this.#seconds), event.losses);
        return;
      case "checkpoint":
        void this.#log.flush();
        return;
      case "epoch":
        this.#seconds = event.metrics.seconds;
        return;
      case "validation":
        this.#evaluated({ what: "validation images", epoch: event.epoch }, event.evaluation);
        return;
      case "tested":
        this.#evaluated({ what: event.what }, event.evaluation);
        return;
    }
  }

  #evaluated(about: { readonly what: string; readonly epoch?: number }, evaluation: AnyEvaluation): void {
    const isLarge = "classes" in evaluation && evaluation.classes.length > mostMatrixClasses;
    const shown = isLarge ? { ...evaluation, confusionMatrix: undefined } : evaluation;
    this.#inTurn(() =>
      writeRecord(this.#run.evaluation, { ...about, figures: headlineFigures(evaluation), evaluation: shown }),
    );
  }

  /** Why a training ended matters more than that this could not be written. */
  #inTurn(write: () => Promise<void>): void {
    this.#queue = this.#queue
      .then(this.#lock.requireHeld)
      .then(write)
      .catch(() => undefined);
  }

  async close(outcome: Outcome): Promise<void> {
    await this.#log.flush();
    this.#inTurn(() => writeOutcome(this.#run.outcome, outcome));
    await this.#queue;
  }
}

/** The usual columns of a row, in their order. */
function usualOf(event: TrainStepEvent, seconds: number): readonly number[] {
  const { totalSteps, epoch, loss, learningRate, gradientNorm, imagesPerSecond } = event;
  return [totalSteps, epoch, loss, learningRate, gradientNorm, imagesPerSecond, seconds];
}
