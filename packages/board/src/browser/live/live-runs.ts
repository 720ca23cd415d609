/** All runs as the server tells of them, for whoever shows them. */
import { useEffect, useState } from "preact/hooks";
import type { RunChanges, RunList, RunSummary } from "../../api/run-summary.ts";
import { ask, messageOf } from "./ask.ts";

/** The runs as they stand. */
export interface LiveRuns {
  /** The folder as the command was given it; "" until it is known. */
  readonly folder: string;
  readonly runs: ReadonlyMap<string, RunSummary>;
  /** Whether the runs have been told once. */
  readonly isKnown: boolean;
  /** Why nothing new comes; "" while it does. */
  readonly problem: string;
}

/** Follows the runs as long as the page is open. */
export function useLiveRuns(): LiveRuns {
  const [live, setLive] = useState<LiveRuns>({ folder: "", runs: new Map(), isKnown: false, problem: "" });
  useEffect(() => {
    const events = new EventSource("api/events");
    const tellProblem = (problem: string) => setLive((before) => ({ ...before, problem }));
    // What changed while there was no connection is not told later: all is asked anew.
    events.onopen = () => {
      ask<RunList>("api/runs").then(
        ({ folder, runs }) =>
          setLive({ folder, isKnown: true, problem: "", runs: new Map(runs.map((run) => [run.id, run])) }),
        (error: unknown) => tellProblem(messageOf(error)),
      );
    };
    events.onerror = () => tellProblem("The board's command can't be reached; what is shown may be old.");
    events.addEventListener("runs", ({ data }) => {
      const { changed, removed }: RunChanges = JSON.parse(data);
      setLive((before) => {
        const runs = new Map(before.runs);
        for (const run of changed) runs.set(run.id, run);
        for (const id of removed) runs.delete(id);
        return { ...before, runs };
      });
    });
    return () => events.close();
  }, []);
  return live;
}
