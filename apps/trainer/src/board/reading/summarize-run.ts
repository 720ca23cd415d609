/** A run as a row of the table. */
import type { RunScore, RunState, RunSummary } from "@tresnet/board";
import { isLockHeld } from "@tresnet/files";
import { type Outcome, readOutcome } from "../../run-directory/record/outcome.ts";
import { type RunDirectory, runDirectory } from "../../run-directory/run-directory.ts";
import { lookAt } from "./file-cache.ts";
import type { LastStep, RunFiles, ShownConfig, ShownMetrics } from "./run-files.ts";

/** Reads what the table says of a run; `problem` is what went wrong with starting it again, if anything. */
export async function summarizeRun(
  files: RunFiles,
  id: string,
  folder: string,
  problem: string | undefined,
): Promise<RunSummary> {
  const run = runDirectory(folder);
  const [config, metrics, lastStep, notes, last, report, isRunning, outcome, request] = await Promise.all([
    files.config.get(run.config),
    files.metrics.get(run.metrics),
    files.lastStep.get(run.steps),
    files.notes.get(run.notes),
    lookAt(run.last),
    lookAt(run.report),
    isLockHeld(run.lock),
    outcomeOf(run),
    lookAt(run.stopRequest),
  ]);
  const lines = metrics.value?.lines ?? [];
  const epochs = numberOf(config.value?.options["epochs"]);
  const isOver = report !== undefined && epochs !== null && lines.length >= epochs;
  const state = isRunning ? "running" : (outcome?.state ?? stateOfEarlier(isOver, report !== undefined));
  const times = [config, metrics, lastStep, { found: last }, { found: report }].map(
    ({ found }) => found?.changedMs ?? 0,
  );
  return {
    id,
    name: run.name,
    state,
    message: messageOf(config.problem ?? noConfig(config.value), problem ?? (isRunning ? undefined : outcome?.message)),
    ...settingsOf(config.value),
    best: bestOf(metrics.value, config.value),
    epochs,
    ...progressOf(lastStep.value, lines),
    changedMs: Math.max(...times),
    star: notes.value?.star ?? false,
    note: notes.value?.note ?? "",
    resumable: !isRunning && state !== "done" && state !== "diverged" && config.value !== undefined,
    stopping: isRunning && request !== undefined,
  };
}

async function outcomeOf({ outcome }: RunDirectory): Promise<Outcome | undefined> {
  return (await lookAt(outcome)) === undefined ? undefined : readOutcome(outcome);
}

/** A run without an outcome was killed, or is of a version that left none and has a report unless it was killed. */
function stateOfEarlier(isOver: boolean, hasReport: boolean): RunState {
  if (isOver) return "done";
  return hasReport ? "interrupted" : "killed";
}

function noConfig(config: ShownConfig | undefined): string | undefined {
  return config === undefined ? "It has no config.json: its settings are not known." : undefined;
}

function messageOf(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}

function settingsOf(config: ShownConfig | undefined): Pick<RunSummary, "data" | "model"> {
  const { data, model } = config?.options ?? {};
  return { data: typeof data === "string" ? data : null, model: typeof model === "string" ? model : null };
}

function progressOf(
  lastStep: LastStep | undefined,
  lines: ShownMetrics["lines"],
): Pick<RunSummary, "epochsDone" | "step" | "stepsPerEpoch" | "loss" | "imagesPerSecond" | "seconds"> {
  const line = lines.at(-1);
  const [step, seconds] = [
    Math.max(lastStep?.step ?? 0, line?.step ?? 0),
    Math.max(lastStep?.seconds ?? 0, line?.seconds ?? 0),
  ];
  return {
    epochsDone: line?.epoch ?? 0,
    step: lastStep === undefined && line === undefined ? null : step,
    stepsPerEpoch: lastStep?.stepsPerEpoch ?? (line === undefined ? null : line.step / line.epoch),
    loss: numberOf(lastStep?.loss ?? line?.trainLoss),
    imagesPerSecond: numberOf(lastStep?.imagesPerSecond ?? line?.imagesPerSecond),
    seconds: lastStep === undefined && line === undefined ? null : seconds,
  };
}

/** The measures that pick a best epoch, in the order of who comes first where the settings say none. */
const measures = [
  ["map", "valMeanAveragePrecision"],
  ["ap50", "valAveragePrecision50"],
  ["ap", "valAveragePrecision"],
  ["accuracy", "valAccuracy"],
  ["balanced-accuracy", "valBalancedAccuracy"],
  ["loss", "valLoss"],
  ["training accuracy", "trainAccuracy"],
  ["training loss", "trainLoss"],
] as const;

function bestOf(metrics: ShownMetrics | undefined, config: ShownConfig | undefined): RunScore | null {
  const lines = metrics?.lines ?? [];
  const wanted = config?.options["evalMetric"];
  const known = measures.filter(([, key]) => lines.some((line) => line[key] !== undefined));
  const [metric, key] = known.find(([name]) => name === wanted) ?? known[0] ?? [];
  if (metric === undefined || key === undefined) return null;
  const scores = lines.flatMap(({ epoch, [key]: value }) => (value === undefined ? [] : [{ metric, epoch, value }]));
  const isLoss = metric.endsWith("loss");
  return scores.reduce(
    (best, one) => ((isLoss ? one.value < best.value : one.value > best.value) ? one : best),
    scores[0] ?? { metric, epoch: 0, value: 0 },
  );
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
