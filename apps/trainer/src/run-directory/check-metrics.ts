/** Looks for damage in metrics.jsonl before a run goes on, which cuts the file back to whole lines. */
import { CheckpointError } from "@tresnet/checkpoints";
import { type EpochMetrics, parseLine, readMetricsText } from "./metrics-log.ts";

/** What the checkpoint says of the lines. */
export interface ExpectedLines {
  /** The epochs that are done: each has a line. */
  readonly epochs: number;
  /** The batches of an epoch. */
  readonly stepsPerEpoch: number;
}

/**
 * The epochs that are done and have no line; a last line without an end was cut short by a kill, and is no damage.
 * @throws CheckpointError naming a line that is none, or that does not follow on those before it.
 */
export async function epochsWithoutMetrics(
  file: string,
  { epochs, stepsPerEpoch }: ExpectedLines,
): Promise<readonly number[]> {
  const text = await readMetricsText(file);
  const known = new Set<number>();
  let last = 0;
  for (const [index, line] of text.split("\n").slice(0, -1).entries()) {
    const parsed = parseLine(line);
    const fault = typeof parsed === "string" ? parsed : faultOf(parsed, last, stepsPerEpoch);
    if (fault !== undefined) {
      throw new CheckpointError(
        `${file}: line ${index + 1} is damaged (${fault}). Put it back as it was, or take the line out: curves and report then lack its epoch.`,
      );
    }
    if (typeof parsed === "string") continue;
    last = parsed.epoch;
    known.add(last);
  }
  return Array.from({ length: epochs }, (_, index) => index + 1).filter((epoch) => !known.has(epoch));
}

/** Half a sentence on what a line can't say. */
function faultOf({ epoch, step, trainAccuracy }: EpochMetrics, last: number, stepsPerEpoch: number) {
  if (epoch <= last) return `it tells of epoch ${epoch}, and follows that of epoch ${last}`;
  if (step !== epoch * stepsPerEpoch) return `epoch ${epoch} ends at step ${epoch * stepsPerEpoch}, not ${step}`;
  return trainAccuracy >= 0 && trainAccuracy <= 1 ? undefined : `an accuracy of ${trainAccuracy}`;
}
