/** Starts TensorFlow for a job, which is told how far the fetching of its library is. */
import { currentEngine, type Engine, useTensorFlow } from "@tresnet/engine";
import { UsageError } from "../errors.ts";
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { reportDownload } from "../job/report-to.ts";

/** What TensorFlow is to run on. */
export interface StartOptions {
  readonly device: "auto" | "cpu" | "gpu";
  /** Threads inside one op; every core when undefined. */
  readonly threads?: number | undefined;
}

/** The threads of the engines that were started here: an engine does not tell them, and can't change them. */
const threadsOf = new WeakMap<Engine, number | undefined>();

/**
 * The engine of this process, started if none runs.
 *
 * The first of several jobs in one process decides on device and threads; a later one that asks for other threads is
 * told so.
 * @throws ProvisionError when the library can't be had; Error when a GPU is asked for and there is none.
 * @throws UsageError when a GPU is asked for and TensorFlow runs on the CPU already.
 */
export async function startEngine(job: Job<CommonEvent>, { device, threads }: StartOptions): Promise<Engine> {
  const earlier = currentEngine();
  const engine = await useTensorFlow({
    device,
    onProgress: reportDownload(job),
    signal: job.signal,
    ...(threads === undefined ? {} : { threads: { intraOp: threads } }),
  });
  if (earlier === undefined) threadsOf.set(engine, threads);
  else checkEarlier(job, { device: earlier.device, threads: threadsOf.get(earlier) }, { device, threads });
  job.emit({ type: "engine", version: engine.version, device: engine.device });
  return engine;
}

/**
 * Checks what is asked for against the engine that runs already, which was started for `running`.
 * @throws UsageError when it has no GPU, and one is asked for.
 */
export function checkEarlier(
  { emit }: Pick<Job<CommonEvent>, "emit">,
  running: Pick<StartOptions, "threads"> & { readonly device: "cpu" | "gpu" },
  { device, threads }: StartOptions,
): void {
  if (device === "gpu" && running.device !== "gpu") {
    throw new UsageError(
      "--device: expected auto or cpu, since TensorFlow runs on the CPU in this process already, got gpu. Start another process.",
    );
  }
  if (threads === undefined || running.threads === undefined || threads === running.threads) return;
  emit({
    type: "notice",
    level: "warning",
    message: `TensorFlow runs in this process already, with ${running.threads} threads inside an op: the ${threads} asked for come with another process.`,
  });
}
