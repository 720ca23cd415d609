/** Starts the processes of a training on this machine, watches over them, and ends them all. */
import { setTimeout as sleep } from "node:timers/promises";
import { ClusterError, cpuFeatures, loopbackAddresses } from "@tresnet/engine";
import type { Place } from "../cluster/place.ts";
import { UsageError } from "../errors.ts";
import type { Job } from "../job/job.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { TrainEvent } from "../training/train-event.ts";
import type { TrainResult } from "../training/train-result.ts";
import { type Ending, errorOfAll, hasFailed } from "./ending.ts";
import { gpusOf, visibleGpus } from "./gpus.ts";
import type { TrainingWork } from "./messages.ts";
import { type StartedProcess, startProcess } from "./started-process.ts";

/** How long the other processes may take to end once one has told of its end. */
const endingMs = 20_000;
/** And once one has died without a word: they find out by themselves. */
const findingMs = 45_000;

/** A training on several processes of this machine. */
export interface ProcessesToStart {
  readonly work: TrainingWork;
  readonly place: Extract<Place, { readonly kind: "start" }>;
  readonly device: TrainOptions["device"];
}

/** How often other ports are tried where one was taken in the moment before its process listened. */
const mostAttempts = 3;

/**
 * Does the work in so many processes of this machine, each on its share of the cores or on a GPU of its own; task 0's
 * events are the job's. All have ended when this returns, whatever happened.
 * @throws what a process threw; ClusterError when one died; UsageError when there can't be so many.
 */
export async function trainInProcesses(
  job: Job<TrainEvent>,
  { work, place: { processes, timeoutMs }, device }: ProcessesToStart,
): Promise<TrainResult> {
  if (process.platform !== "linux") {
    throw new UsageError(`--processes: expected 1, since several need Linux, got ${processes} on ${process.platform}.`);
  }
  const gpus = gpusOf({ device }, processes, await visibleGpus());
  for (let attempt = 1; ; attempt++) {
    try {
      return await trainOnce(job, work, { processes, timeoutMs, gpus });
    } catch (error) {
      const isTaken = error instanceof ClusterError && error.failure === "address";
      if (!isTaken || attempt === mostAttempts) throw error;
    }
  }
}

/** Where processes are to be. */
interface Setting {
  readonly processes: number;
  readonly timeoutMs: number;
  readonly gpus: readonly string[] | undefined;
}

/** Starts the processes, and waits until all have ended. */
async function trainOnce(
  job: Job<TrainEvent>,
  work: TrainingWork,
  { processes, timeoutMs, gpus }: Setting,
): Promise<TrainResult> {
  const peers = await loopbackAddresses(processes);
  const cores = Math.max(1, Math.floor(cpuFeatures().cores / processes));
  const { program } = job;
  const started = peers.map((_, task) =>
    startProcess({
      task,
      begin: { type: "begin", work, place: { kind: "member", peers, task, timeoutMs, cores }, program },
      environment: gpus && { CUDA_VISIBLE_DEVICES: gpus[task] ?? "" },
      onEvent: task === 0 ? job.emit : () => undefined,
    }),
  );
  const stop = () => started[0]?.stop();
  job.signal.addEventListener("abort", stop);
  if (job.signal.aborted) stop();
  try {
    const endings = await endingsOf(started);
    const result = endings.find(({ task }) => task === 0)?.result;
    if (endings.some(hasFailed) || result === undefined) throw errorOfAll(endings);
    return result;
  } finally {
    job.signal.removeEventListener("abort", stop);
  }
}

/** Waits until all have ended; once one has failed, or task 0 is done, the others have a while to end too. */
async function endingsOf(started: readonly StartedProcess[]): Promise<readonly Ending[]> {
  const waiting = new AbortController();
  const endOthers = (ending: Ending) => {
    if (!hasFailed(ending) && ending.task > 0) return;
    const killAll = () => {
      for (const each of started) each.kill();
    };
    const hasTold = ending.error !== undefined || ending.code === 0;
    sleep(hasTold ? endingMs : findingMs, undefined, { signal: waiting.signal }).then(killAll, () => undefined);
  };
  const endings = await Promise.all(
    started.map(async ({ ended }) => {
      const ending = await ended;
      endOthers(ending);
      return ending;
    }),
  );
  waiting.abort();
  return endings;
}
