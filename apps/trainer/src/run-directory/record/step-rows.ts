/** The rows of steps.jsonl: what each training step measured, and how a long log is made shorter. */
import { z } from "zod";

/** The columns that every row begins with; a detector's parts of its loss follow by their names. */
export const usualColumns = [
  "step",
  "epoch",
  "loss",
  "learningRate",
  "gradientNorm",
  "imagesPerSecond",
  "seconds",
] as const;

const headSchema = z.object({
  /** What each number of a row is; the first seven are `usualColumns`. */
  columns: z.array(z.string()).min(usualColumns.length).max(64),
  /** Older rows are each the mean of so many steps; newer ones are of one step. */
  every: z.int().min(1),
  /** The number of steps in each epoch. */
  stepsPerEpoch: z.int().min(1),
});

/** The first line of the file. */
export type StepHead = z.output<typeof headSchema>;

/** One row: a number for each column, by its place; NaN where none was measured. */
export type StepRow = readonly number[];

/** What a file says. */
export interface StepRows {
  readonly head: StepHead;
  readonly rows: readonly StepRow[];
  /** Lines that are no rows: of a damaged file, or the last one that a kill cut short. */
  readonly damaged: number;
}

/** Reads a file's text; undefined where its first line is none. Lines that are no rows are left out and counted. */
export function parseSteps(text: string): StepRows | undefined {
  const [first = "", ...lines] = text.split("\n");
  const head = headSchema.safeParse(parseJson(first));
  if (!head.success) return undefined;
  const width = head.data.columns.length;
  const rows: StepRow[] = [];
  let damaged = 0;
  let last = 0;
  for (const line of lines) {
    if (line === "") continue;
    const row = rowOf(parseJson(line), width);
    const step = row?.[0] ?? 0;
    if (row === undefined || !(step > last)) damaged++;
    else {
      rows.push(row);
      last = step;
    }
  }
  return { head: head.data, rows, damaged };
}

/** The text of a file with these rows. */
export function stepsText(head: StepHead, rows: readonly StepRow[]): string {
  return `${JSON.stringify(head)}\n${linesOf(rows)}`;
}

/** Rows as lines of JSON: six digits of each number are enough for a curve, and NaN is null. */
export function linesOf(rows: readonly StepRow[]): string {
  return rows.map((row) => `${JSON.stringify(row.map(shortened))}\n`).join("");
}

/**
 * Halves the number of rows at least: rows of the same `every` steps become one, their mean. Returns how many steps a
 * row is of then, a power of two, and the rows.
 */
export function thinned(rows: readonly StepRow[], every: number, most: number): { every: number; rows: StepRow[] } {
  let coarser = every;
  // Newer rows are of one step each until now.
  let merged = mergedBy(rows, coarser);
  while (merged.length > most / 2) {
    coarser *= 2;
    merged = mergedBy(rows, coarser);
  }
  return { every: coarser, rows: merged };
}

function mergedBy(rows: readonly StepRow[], every: number): StepRow[] {
  const groups = new Map<number, { row: StepRow; weight: number }[]>();
  let before = 0;
  for (const row of rows) {
    const step = row[0] ?? 0;
    const place = Math.ceil(step / every);
    const group = groups.get(place) ?? [];
    groups.set(place, [...group, { row, weight: step - before }]);
    before = step;
  }
  return [...groups.values()].map(meanOf);
}

/** The columns that say where a row stands; of several rows the last one's count. */
const places: readonly number[] = (["step", "epoch", "seconds"] as const).map((name) => usualColumns.indexOf(name));

function meanOf(group: readonly { readonly row: StepRow; readonly weight: number }[]): StepRow {
  const last = group.at(-1)?.row ?? [];
  const total = group.reduce((sum, { weight }) => sum + weight, 0);
  return last.map((value, column) => {
    if (places.includes(column)) return value;
    return group.reduce((sum, { row, weight }) => sum + (row[column] ?? Number.NaN) * weight, 0) / total;
  });
}

function shortened(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(Math.abs(value) >= 1e6 ? 12 : 6)) : null;
}

function rowOf(value: unknown, width: number): StepRow | undefined {
  if (!Array.isArray(value) || value.length !== width) return undefined;
  const numbers = value.map((one: unknown) => (one === null ? Number.NaN : one));
  return numbers.every((one): one is number => typeof one === "number") ? numbers : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
