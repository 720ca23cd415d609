/** How far a run is, and the buttons that stop it or go on with it. */
import { useState } from "preact/hooks";
import type { EpochFigures } from "../../api/run-details.ts";
import type { RunSummary } from "../../api/run-summary.ts";
import { addressOf, messageOf, tell } from "../live/ask.ts";
import { duration, figure, score } from "../text/format.ts";
import { remainingSeconds } from "./remaining.ts";

interface ProgressCardProps {
  readonly run: RunSummary;
  readonly epochs: readonly EpochFigures[];
}

/** Shows the state of a run. */
export function ProgressCard({ run, epochs }: ProgressCardProps) {
  const { state, message, best, step, stepsPerEpoch, seconds, loss, imagesPerSecond } = run;
  const total = run.epochs === null || stepsPerEpoch === null ? undefined : run.epochs * stepsPerEpoch;
  const remaining = state === "running" ? remainingSeconds(run, epochs) : undefined;
  const figures = [
    best === null
      ? (["best", "–"] as const)
      : ([`best ${best.metric}, epoch ${best.epoch}`, score(best.metric, best.value)] as const),
    ["epochs", `${run.epochsDone}${run.epochs === null ? "" : ` / ${run.epochs}`}`],
    ["steps", `${step ?? "–"}${total === undefined ? "" : ` / ${Math.round(total)}`}`],
    ["loss", figure(loss)],
    ["images per second", figure(imagesPerSecond)],
    ["time", duration(seconds)],
    ...(remaining === undefined ? [] : [["still to go", duration(remaining)] as const]),
  ] as const;
  return (
    <section class="card" aria-label="State">
      <div class="row">
        <span class={`state ${state}`} id="state">
          {state}
        </span>
        <Actions run={run} />
      </div>
      {message !== "" && <p id="message">{message}</p>}
      {total !== undefined && <progress aria-label="Steps done" max={total} value={step ?? 0} />}
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Actions({ run }: { readonly run: RunSummary }) {
  const [said, setSaid] = useState("");
  const act = (what: "stop" | "resume", words: string) =>
    tell(addressOf(run.id, what), {}).then(
      () => setSaid(words),
      (error: unknown) => setSaid(messageOf(error)),
    );
  const isStopping = run.stopping;
  return (
    <>
      {run.state === "running" && (
        <button
          type="button"
          disabled={isStopping}
          onClick={() => act("stop", "Asked to stop; it saves a checkpoint first.")}
        >
          Stop after this step
        </button>
      )}
      {run.resumable && (
        <button type="button" class="main" onClick={() => act("resume", "Started; it is seen here in a moment.")}>
          Go on with it
        </button>
      )}
      <span role="status" class="quiet">
        {isStopping ? "It is stopping after this step." : said}
      </span>
    </>
  );
}
