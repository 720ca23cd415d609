/** Everything of a run but its steps and its answers. */
import type { RunDetails, RunEvaluation } from "@tresnet/board";
import { flagOf } from "../../options/option-name.ts";
import { type RunDirectory, runDirectory } from "../../run-directory/run-directory.ts";
import { shellWord } from "../../text/shell-word.ts";
import { lookAt } from "./file-cache.ts";
import { numbersOf, type RunFiles, type ShownConfig, type ShownEvaluation, type ShownMetrics } from "./run-files.ts";

/** Reads what a run's page says; `program` is how commands name this program. */
export async function describeRun(files: RunFiles, folder: string, program: string): Promise<RunDetails> {
  const run = runDirectory(folder);
  const [config, metrics, steps, evaluation, answers, report, best, last] = await Promise.all([
    files.config.get(run.config),
    files.metrics.get(run.metrics),
    files.steps.get(run.steps),
    files.evaluation.get(run.evaluation),
    lookAt(run.answers),
    lookAt(run.report),
    lookAt(run.best),
    lookAt(run.last),
  ]);
  const isDetector = config.value?.options["task"] === "detect";
  return {
    commands: commandsOf(run, config.value, program),
    settings: settingsOf(config.value),
    environment: config.value?.environment ?? {},
    images: Object.fromEntries(
      Object.entries(config.value?.data?.parts ?? {}).map(([part, { images }]) => [part, images]),
    ),
    epochs: epochsOf(metrics.value),
    evaluation: evaluation.value === undefined ? null : evaluationOf(evaluation.value),
    hasAnswers: answers !== undefined,
    hasReport: report !== undefined,
    canTry: !isDetector && (best ?? last) !== undefined,
    problems: [
      config.problem,
      metrics.problem,
      steps.problem,
      evaluation.problem,
      damagedLines(run.metrics, metrics.value?.damaged),
      damagedLines(run.steps, steps.value?.damaged),
    ].filter((problem) => problem !== undefined),
  };
}

function damagedLines(file: string, count = 0): string | undefined {
  // A last line that a kill cut short is no damage, and is gone when the run goes on.
  return count === 0 ? undefined : `${file}: ${count} ${count === 1 ? "line is" : "lines are"} damaged and left out.`;
}

function commandsOf(run: RunDirectory, config: ShownConfig | undefined, program: string): RunDetails["commands"] {
  const folder = shellWord(run.folder);
  const again = `${program} train --config ${shellWord(run.config)} --experiment ${shellWord(`${run.name}-again`)}`;
  return [
    ...(config === undefined
      ? []
      : [["repeat", again] as const, ["resume", `${program} train --resume ${folder}`] as const]),
    ["evaluate", `${program} evaluate --checkpoint ${folder}`],
    ["predict", `${program} predict --checkpoint ${folder} photo.jpg`],
    ["export", `${program} export ${folder} --format onnx --output model.onnx`],
  ];
}

function settingsOf(config: ShownConfig | undefined): Record<string, string> {
  const given = Object.entries(config?.options ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    given.map(([key, value]) => [flagOf(key), Array.isArray(value) ? value.join(" ") : String(value)]),
  );
}

function epochsOf(metrics: ShownMetrics | undefined): RunDetails["epochs"] {
  return (metrics?.lines ?? []).map(({ epoch, step, seconds, trainLosses, ...values }) => ({
    epoch,
    step,
    seconds,
    values: { ...numbersOf(values), ...numbersOf(trainLosses ?? {}) },
  }));
}

function evaluationOf({ what, epoch, figures, evaluation }: ShownEvaluation): RunEvaluation {
  return {
    what,
    epoch: epoch ?? null,
    figures,
    classes: (evaluation.classes ?? []).map(({ name, ...values }) => ({ name, values: numbersOf(values) })),
    confusionMatrix: evaluation.confusionMatrix ?? null,
  };
}
