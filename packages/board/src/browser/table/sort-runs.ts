/** Which runs the table shows, and in which order. */
import type { RunState, RunSummary } from "../../api/run-summary.ts";

/** A column by which the table can be sorted. */
export type SortKey = "name" | "state" | "data" | "model" | "best" | "epochs" | "speed" | "time" | "changed" | "star";

/** What the table is sorted by. */
export interface Sorting {
  readonly key: SortKey;
  readonly isDescending: boolean;
}

/** What the table shows. */
export interface Filter {
  /** Words, each of which a run must have in its name, data, model or note. */
  readonly words: string;
  /** "" is any. */
  readonly state: RunState | "";
  readonly starred: boolean;
}

/** What each column sorts by; a better score is a larger value. */
const values: Readonly<Record<SortKey, (run: RunSummary) => string | number>> = {
  name: ({ name }) => name.toLowerCase(),
  state: ({ state }) => state,
  data: ({ data }) => data ?? "",
  model: ({ model }) => model ?? "",
  best: ({ best }) =>
    best === null ? Number.NEGATIVE_INFINITY : best.metric.endsWith("loss") ? -best.value : best.value,
  epochs: ({ epochsDone }) => epochsDone,
  speed: ({ imagesPerSecond }) => imagesPerSecond ?? 0,
  time: ({ seconds }) => seconds ?? 0,
  changed: ({ changedMs }) => changedMs,
  star: ({ star }) => Number(star),
};

/** The runs that pass a filter, sorted; of equals the one that was written last comes first. */
export function shownRuns(runs: Iterable<RunSummary>, filter: Filter, { key, isDescending }: Sorting): RunSummary[] {
  const valueIn = values[key];
  const sign = isDescending ? -1 : 1;
  return [...runs]
    .filter((run) => passes(run, filter))
    .sort((a, b) => {
      const [first, second] = [valueIn(a), valueIn(b)];
      if (first === second) return b.changedMs - a.changedMs || (a.id < b.id ? -1 : 1);
      return first < second ? -sign : sign;
    });
}

function passes({ name, data, model, note, state, star }: RunSummary, filter: Filter): boolean {
  if (filter.state !== "" && filter.state !== state) return false;
  if (filter.starred && !star) return false;
  const text = [name, data, model, note].join(" ").toLowerCase();
  return filter.words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
