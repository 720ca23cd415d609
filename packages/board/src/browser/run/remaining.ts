import type { EpochFigures } from "../../api/run-details.ts";
import type { RunSummary } from "../../api/run-summary.ts";

type Progress = Pick<RunSummary, "step" | "stepsPerEpoch" | "seconds" | "epochs">;

/**
 * The seconds that a running training still takes, at the pace so far; undefined where that is not known. The pace is
 * that of whole epochs, with their validation, once there is one, and without the first where there are more: it
 * compiles.
 */
export function remainingSeconds(run: Progress, epochs: readonly EpochFigures[]): number | undefined {
  const { step, stepsPerEpoch, seconds } = run;
  if (step === null || step === 0 || stepsPerEpoch === null || seconds === null || run.epochs === null)
    return undefined;
  const [first, second] = epochs;
  const last = epochs.at(-1);
  const steps = run.epochs * stepsPerEpoch - step;
  if (first === undefined || last === undefined) return (seconds / step) * steps;
  if (second === undefined) return (last.seconds / last.step) * steps;
  return ((last.seconds - first.seconds) / (last.step - first.step)) * steps;
}
