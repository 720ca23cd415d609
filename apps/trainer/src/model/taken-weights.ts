/** Says which weights of a file were taken. */
import { describeUnwrapped, type Unwrapped } from "@tresnet/checkpoints";
import type { NoticeEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";

type Noticing = Pick<Job<NoticeEvent>, "emit">;

/** What was asked for and what was found. */
interface Taken {
  /** Whether averaged weights were asked for; undefined where nothing was said. */
  readonly useEma: boolean | undefined;
  /** How the weights lay in the file; undefined where they lay bare in it. */
  readonly unwrapped: Unwrapped | undefined;
}

/** Tells what the weights of a file were taken out of, and whether they are the averaged ones (EMA). */
export function tellTaken({ emit }: Noticing, file: string, { useEma, unwrapped }: Taken): void {
  const isAveraged = unwrapped?.averaged === true;
  if (unwrapped !== undefined) {
    const hasAverages = !isAveraged && unwrapped.otherWeights.some((key) => /ema/i.test(key));
    const advice = hasAverages ? ". These are the raw weights; --use-ema takes the averaged ones" : "";
    emit({ type: "notice", level: "info", message: `weights: of ${file} ${describeUnwrapped(unwrapped)}${advice}` });
  }
  if (useEma && !isAveraged) tellNoAverage({ emit }, file);
}

/** Tells that there is no average in a file, where one was asked for. */
export function tellNoAverage({ emit }: Noticing, file: string): void {
  const message = `--use-ema: ${file} has no second set of weights that is called averaged: the one that it has was taken`;
  emit({ type: "notice", level: "warning", message });
}
