/** A run: how far it is, what can be done with it, its curves, its answers, its settings. */
import { useMemo } from "preact/hooks";
import type { RunAnswers } from "../../api/run-answers.ts";
import type { RunDetails } from "../../api/run-details.ts";
import type { RunSummary } from "../../api/run-summary.ts";
import { CurvePanel } from "../curves/curve-panel.tsx";
import { addressOf } from "../live/ask.ts";
import type { LiveRuns } from "../live/live-runs.ts";
import { useAnswer } from "../live/use-answer.ts";
import { useSteps } from "../live/use-steps.ts";
import { AnswersSection } from "./answers-section.tsx";
import { ClassTable } from "./class-table.tsx";
import { ConfusionMatrix } from "./confusion-matrix.tsx";
import { Notes } from "./notes.tsx";
import { Pairs } from "./pairs.tsx";
import { ProgressCard } from "./progress-card.tsx";
import { StarButton } from "./star-button.tsx";
import { TryIt } from "./try-it.tsx";

const noEpochs: RunDetails["epochs"] = [];

/** Shows the run of an id. */
export function RunPage({ live, id }: { readonly live: LiveRuns; readonly id: string }) {
  const run = live.runs.get(id);
  if (run === undefined) {
    return (
      <>
        <header>
          <h1>{id}</h1>
        </header>
        <p>{live.isKnown ? "There is no such run: it may have been moved or removed." : "Loading …"}</p>
      </>
    );
  }
  return <KnownRun run={run} />;
}

function KnownRun({ run }: { readonly run: RunSummary }) {
  const { id, name, changedMs, epochsDone, state } = run;
  const version = `${changedMs} ${epochsDone} ${state}`;
  const { value: details, problem } = useAnswer<RunDetails>(addressOf(id), version);
  const answers = useAnswer<RunAnswers>(details?.hasAnswers ? addressOf(id, "answers") : "", version);
  const runs = useMemo(() => [run], [run]);
  const steps = useSteps(runs).get(id);
  const epochs = details?.epochs ?? noEpochs;
  const curves = useMemo(() => [{ name, steps, epochs }], [name, steps, epochs]);
  const problems = [...(details?.problems ?? []), ...[problem, answers.problem].filter((one) => one !== undefined)];
  return (
    <>
      <header>
        <h1>
          <StarButton run={run} /> {name}
        </h1>
        {details?.hasReport && (
          <a href={addressOf(id, "report")} target="_blank" rel="noreferrer">
            Report
          </a>
        )}
      </header>
      {problems.map((one) => (
        <p key={one} class="banner" role="alert">
          {one}
        </p>
      ))}
      <ProgressCard run={run} epochs={epochs} />
      <CurvePanel runs={curves} />
      {details && <Evaluation details={details} />}
      {answers.value && (
        <AnswersSection
          run={id}
          answers={answers.value}
          matrix={details?.evaluation?.epoch === null ? details.evaluation.confusionMatrix : null}
        />
      )}
      {details?.canTry && <TryIt run={id} />}
      <Notes key={id} run={run} />
      {details && <Settings details={details} />}
    </>
  );
}

function Evaluation({ details: { evaluation } }: { readonly details: RunDetails }) {
  if (evaluation === null) return null;
  const { what, epoch, figures, classes, confusionMatrix } = evaluation;
  return (
    <section class="card" aria-labelledby="scores">
      <h2 id="scores">
        Scores on the {what} {epoch !== null && <span class="quiet">after epoch {epoch}</span>}
      </h2>
      <Pairs pairs={figures} />
      {epoch !== null && confusionMatrix !== null && (
        <>
          <h3>Confusion matrix</h3>
          <ConfusionMatrix matrix={confusionMatrix} classNames={classes.map(({ name }) => name)} />
        </>
      )}
      {classes.length > 0 && (
        <>
          <h3>Classes</h3>
          <ClassTable classes={classes} />
        </>
      )}
    </section>
  );
}

function Settings({ details }: { readonly details: RunDetails }) {
  const { commands, settings, environment, images } = details;
  const counts = Object.entries(images).map(
    ([part, count]) => [`${part} images`, count.toLocaleString("en-US")] as const,
  );
  return (
    <section class="card" aria-labelledby="settings">
      <h2 id="settings">Go on from here</h2>
      {commands.map(([what, command]) => (
        <div key={what}>
          <h3>{what}</h3>
          <pre>{command}</pre>
        </div>
      ))}
      <h3>Settings</h3>
      <Pairs pairs={[...counts, ...Object.entries(settings)]} />
      <h3>Made with</h3>
      <Pairs pairs={Object.entries(environment)} />
    </section>
  );
}
