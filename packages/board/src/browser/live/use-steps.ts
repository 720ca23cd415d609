import { useEffect, useRef, useState } from "preact/hooks";
import type { RunSteps } from "../../api/run-details.ts";
import type { RunSummary } from "../../api/run-summary.ts";
import { addressOf, ask } from "./ask.ts";

/** The steps of runs, by their ids; more of a run is asked for whenever it has come further. */
export function useSteps(runs: readonly RunSummary[]): ReadonlyMap<string, RunSteps> {
  const [all, setAll] = useState<ReadonlyMap<string, RunSteps>>(new Map());
  const known = useRef(all);
  const version = runs.map(({ id, step, changedMs, state }) => `${id} ${step} ${changedMs} ${state}`).join("\n");
  useEffect(() => {
    let isWanted = true;
    const askMore = async ({ id }: RunSummary) => {
      const before = known.current.get(id);
      const since = `generation=${before?.generation ?? ""}&from=${before?.rows.length ?? 0}`;
      const more = await ask<RunSteps>(addressOf(id, `steps?${since}`));
      const joined = withMore(known.current.get(id), more);
      if (joined !== undefined) known.current = new Map(known.current).set(id, joined);
    };
    // Shown at once, since each change draws all charts. That the server can't be reached is said above all.
    Promise.allSettled(runs.map(askMore)).then(() => isWanted && setAll(known.current));
    return () => {
      isWanted = false;
    };
  }, [version]);
  return all;
}

/** What is known with what has come; undefined where that goes on from something else, as a late answer does. */
export function withMore(known: RunSteps | undefined, more: RunSteps): RunSteps | undefined {
  if (more.from === 0) return more;
  if (known === undefined || known.generation !== more.generation || more.from > known.rows.length) return undefined;
  return { ...more, from: 0, rows: [...known.rows.slice(0, more.from), ...more.rows] };
}
