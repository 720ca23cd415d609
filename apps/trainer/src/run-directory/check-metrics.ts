/** Looks for damage in metrics.jsonl before a run goes on, which cuts the file back to whole lines. */
import { CheckpointError } from "@tresnet/checkpoints";
import { type EpochMetrics, parseLine, readMetricsText } from "./metrics-log.ts";
import { markOfMetrics } from "./run-marks.ts";

/** What the checkpoint says of the lines. */
export interface ExpectedLines {
  /** The epochs that are done: each has a line. */
  readonly epochs: number;
  /** The batches of an epoch. */
  readonly stepsPerEpoch: number;
  /** The mark of each epoch's line, as the checkpoint has them; undefined where it has none. */
  readonly marks?: readonly string[] | undefined;
}

/**
 * The epochs that are done and have no line; a last line without an end was cut short by a kill, and is no damage.
 * @throws CheckpointError naming a line that is none, or that does not follow on those before it.
 */
export async function epochsWithoutMetrics(
  file: string,
  { epochs, stepsPerEpoch, marks = [] }: ExpectedLines,
): Promise<readonly number[]> {
  const text = await readMetricsText(file);
  const known = new Set<number>();
  let last = 0;
  for (const [index, line] of text.split("\n").slice(0, -1).entries()) {
    const parsed = parseLine(line);
    const fault = typeof parsed === "string" ? parsed : faultOf(parsed, { last, stepsPerEpoch, marks });
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

/** What a line follows on. */
interface Following {
  readonly last: number;
  readonly stepsPerEpoch: number;
  readonly marks: readonly string[];
}

/** Half a sentence on what a line can't say. */
function faultOf(line: EpochMetrics, { last, stepsPerEpoch, marks }: Following): string | undefined {
  const { epoch, step, trainAccuracy } = line;
  if (epoch <= last) return `it tells of epoch ${epoch}, and follows that of epoch ${last}`;
  if (step !== epoch * stepsPerEpoch) return `epoch ${epoch} ends at step ${epoch * stepsPerEpoch}, not ${step}`;
  if (trainAccuracy !== undefined && !(trainAccuracy >= 0 && trainAccuracy <= 1))
    return `an accuracy of ${trainAccuracy}`;
  const mark = marks[epoch - 1] ?? "";
  return mark === "" || mark === markOfMetrics(line) ? undefined : "it is not what was measured in this run";
}
