/** Several runs over each other: curves, scores, and the settings in which they differ. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { RunDetails } from "../../api/run-details.ts";
import type { RunSummary } from "../../api/run-summary.ts";
import { CurvePanel } from "../curves/curve-panel.tsx";
import { addressOf, ask } from "../live/ask.ts";
import type { LiveRuns } from "../live/live-runs.ts";
import { useSteps } from "../live/use-steps.ts";
import { duration, figure, score } from "../text/format.ts";
import { ScrollRegion } from "../text/scroll-region.tsx";
import { differences } from "./differences.ts";

/** Compares the runs of these ids. */
export function ComparePage({ live, ids }: { readonly live: LiveRuns; readonly ids: readonly string[] }) {
  const runs = useMemo(() => ids.flatMap((id) => live.runs.get(id) ?? []), [live.runs, ids]);
  const details = useDetails(runs);
  const steps = useSteps(runs);
  const curves = useMemo(
    () => runs.map(({ id, name }) => ({ name, steps: steps.get(id), epochs: details.get(id)?.epochs ?? [] })),
    [runs, details, steps],
  );
  const missing = live.isKnown ? ids.filter((id) => !live.runs.has(id)) : [];
  return (
    <>
      <header>
        <h1>{runs.length} runs compared</h1>
      </header>
      {missing.map((id) => (
        <p key={id} class="banner">
          There is no run {id}: it may have been moved or removed.
        </p>
      ))}
      <CurvePanel runs={curves} />
      <Differences runs={runs} details={details} />
    </>
  );
}

function Differences({
  runs,
  details,
}: {
  readonly runs: readonly RunSummary[];
  readonly details: ReadonlyMap<string, RunDetails>;
}) {
  const settings = differences(runs.map(({ id }) => details.get(id)?.settings ?? {}));
  const rows = [
    { name: "state", values: runs.map(({ state }) => state) },
    {
      name: "best score",
      values: runs.map(({ best }) => (best === null ? "–" : `${score(best.metric, best.value)} ${best.metric}`)),
    },
    { name: "epochs done", values: runs.map(({ epochsDone }) => String(epochsDone)) },
    { name: "images per second", values: runs.map(({ imagesPerSecond }) => figure(imagesPerSecond)) },
    { name: "time", values: runs.map(({ seconds }) => duration(seconds)) },
    ...settings,
  ];
  return (
    <section class="card" aria-labelledby="differences">
      <h2 id="differences">Differences</h2>
      <ScrollRegion name="Table of differences">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">setting</th>
              {runs.map(({ id, name }, place) => (
                <th key={id} scope="col">
                  <a class={`color-${place % 8}`} href={`#/run/${encodeURIComponent(id)}`}>
                    {name}
                  </a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, values }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {values.map((value, place) => (
                  <td key={runs[place]?.id} class="long">
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

/** The details of runs, asked again when an epoch is over. */
function useDetails(runs: readonly RunSummary[]): ReadonlyMap<string, RunDetails> {
  const [all, setAll] = useState<ReadonlyMap<string, RunDetails>>(new Map());
  const version = runs.map(({ id, epochsDone, state }) => `${id} ${epochsDone} ${state}`).join("\n");
  useEffect(() => {
    // That the server can't be reached is said once, above all.
    const asked = runs.map(async ({ id }) => [id, await ask<RunDetails>(addressOf(id))] as const);
    Promise.allSettled(asked).then((settled) => {
      const told = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      setAll((before) => new Map([...before, ...told]));
    });
  }, [version]);
  return all;
}
