/** A job that keeps what it is told. */
import type { CommonEvent } from "../src/job/events.ts";
import type { Job } from "../src/job/job.ts";

export interface RecordedJob extends Job<CommonEvent> {
  readonly events: CommonEvent[];
  /** The texts of the notices. */
  notices(): string[];
}

export function recordedJob(): RecordedJob {
  const events: CommonEvent[] = [];
  return {
    events,
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
    program: "tresnet",
    notices: () => events.flatMap((event) => (event.type === "notice" ? [event.message] : [])),
  };
}
