/** From what runs have logged to the lines of charts. */
import type { EpochFigures, RunSteps } from "../../api/run-details.ts";

/** What the horizontal axis counts. */
export type Axis = "step" | "epoch" | "time";

/** A line: two arrays of one length. */
export interface Line {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/** The line of a column of a step log; time is in seconds. */
export function lineOfSteps({ columns, rows, stepsPerEpoch }: RunSteps, column: string, axis: Axis): Line {
  const [steps, seconds, values] = ["step", "seconds", column].map((name) => columns.indexOf(name));
  const xOf = (row: RunSteps["rows"][number]) => {
    if (axis === "time") return row[seconds ?? -1] ?? 0;
    const step = row[steps ?? -1] ?? 0;
    return axis === "step" ? step : step / stepsPerEpoch;
  };
  return { x: rows.map(xOf), y: rows.map((row) => row[values ?? -1] ?? null) };
}

/** The line of what was measured at the end of each epoch; time is in seconds. */
export function lineOfEpochs(epochs: readonly EpochFigures[], name: string, axis: Axis): Line {
  const known = epochs.filter(({ values }) => values[name] !== undefined);
  return {
    x: known.map(({ step, epoch, seconds }) => ({ step, epoch, time: seconds })[axis]),
    y: known.map(({ values }) => values[name] ?? null),
  };
}

/**
 * Smooths values by an exponential moving average whose beginning is corrected for having started at nothing; `weight`
 * is the share that the average keeps at each value, from 0 to below 1.
 */
export function smoothed(values: readonly (number | null)[], weight: number): (number | null)[] {
  let average = 0;
  let kept = 1;
  return values.map((value) => {
    if (value === null) return null;
    average = weight * average + (1 - weight) * value;
    kept *= weight;
    return average / (1 - kept);
  });
}

/** All lines on one axis, as the chart takes them: the values of each line at every x, undefined where it has none. */
export function joined(lines: readonly Line[]): [x: number[], ...y: (number | null | undefined)[][]] {
  const x = [...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b);
  const places = new Map(x.map((value, index) => [value, index]));
  const columns = lines.map((line) => {
    const column: (number | null | undefined)[] = new Array(x.length).fill(undefined);
    for (const [index, value] of line.x.entries()) column[places.get(value) ?? 0] = line.y[index] ?? null;
    return column;
  });
  return [x, ...columns];
}

/** The last value of a line; null where it has none. */
export function lastOf({ y }: Line): number | null {
  return y.findLast((value) => value !== null) ?? null;
}

/** A range that is part of another: moved by a share of its width, or made narrower by a factor below 1. */
export function movedRange(
  [from, to]: readonly [number, number],
  { by = 0, factor = 1 }: { readonly by?: number; readonly factor?: number },
): [number, number] {
  const middle = (from + to) / 2 + (to - from) * by;
  const half = ((to - from) / 2) * factor;
  return [middle - half, middle + half];
}
