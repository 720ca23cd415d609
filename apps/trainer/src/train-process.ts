/**
 * A process that `tresnet train --processes` starts: one of those that train together. It is told by its parent what to
 * do, tells it what happens, prints nothing, and ends when its parent does.
 */
import { endWithParent } from "@tresnet/engine";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { takePart } from "./functions/training/take-part.ts";
import { runJob } from "./job/job.ts";
import type { FromProcess, ToProcess } from "./processes/messages.ts";
import { tellError } from "./processes/told-error.ts";
import type { TrainEvent } from "./training/train-event.ts";

const stopped = new AbortController();

endWithParent();
process.on("disconnect", () => process.exit(exitCodes.failed));
process.on("message", (message: ToProcess) => {
  // The parent may have ended before this process could hear that.
  if (!process.connected) process.exit(exitCodes.failed);
  if (message.type === "stop") stopped.abort(new Error("interrupted"));
  else void begin(message);
});

async function begin({ work, place, program }: Extract<ToProcess, { type: "begin" }>): Promise<void> {
  const onEvent = (event: TrainEvent) => {
    if (place.task === 0) tell({ type: "event", event });
  };
  try {
    const settings = { onEvent, signal: stopped.signal, program };
    const result = await runJob(settings, (job) => takePart(job, work, place));
    end({ type: "result", result: place.task === 0 ? result : undefined }, exitCodes.done);
  } catch (error) {
    end({ type: "failed", error: tellError(error) }, exitCodeOf(error));
  }
}

function tell(message: FromProcess, onSent: () => void = () => undefined): void {
  process.send?.(message, undefined, {}, onSent);
}

/** Ends once the last message is on its way. */
function end(message: FromProcess, code: number): void {
  tell(message, () => process.exit(code));
}
