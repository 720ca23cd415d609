/** The end of a job that was told to stop. */
import { InterruptedError } from "../errors.ts";
import type { Job } from "./job.ts";

/**
 * Runs work that writes nothing before its end and may be broken off anywhere; `state` says of an error what is left,
 * where it may be something.
 * @throws InterruptedError in place of what it throws after the job's signal was aborted.
 */
export async function untilStopped<Result>(
  { signal }: Pick<Job<never>, "signal">,
  work: () => Promise<Result>,
  state: (error: unknown) => string | undefined = () => undefined,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!signal.aborted || error instanceof InterruptedError) throw error;
    throw new InterruptedError(`Stopped. ${state(error) ?? "Nothing was written."}`, { cause: error });
  }
}
