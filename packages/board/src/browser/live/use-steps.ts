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
    for (const { id } of runs) {
      const before = known.current.get(id);
      const since = `generation=${before?.generation ?? ""}&from=${before?.rows.length ?? 0}`;
      ask<RunSteps>(addressOf(id, `steps?${since}`)).then(
        (more) => {
          // An answer to an older question may come after that to a newer one.
          const now = known.current.get(id);
          const goesOn = now !== undefined && now.generation === more.generation && more.from <= now.rows.length;
          const rows = goesOn ? [...now.rows.slice(0, more.from), ...more.rows] : more.rows;
          if (!goesOn && more.from > 0) return;
          known.current = new Map(known.current).set(id, { ...more, from: 0, rows });
          if (isWanted) setAll(known.current);
        },
        () => undefined, // that the server can't be reached is said once, above all
      );
    }
    return () => {
      isWanted = false;
    };
  }, [version]);
  return all;
}
