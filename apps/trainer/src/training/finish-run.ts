/** A run from its first or next step to its report. */
import { loadCheckpoint } from "@tresnet/training";
import type { Tested } from "../evaluation/tested.ts";
import { writeReport } from "../report/write-report.ts";
import { type Position, start } from "../run-directory/checkpoint-metadata.ts";
import { restoreMetrics } from "../run-directory/metrics-log.ts";
import type { RunConfig } from "../run-directory/run-directory.ts";
import { trainEpochs } from "./epochs/train-epochs.ts";
import { explainFailure } from "./explain-failure.ts";
import type { RunParts, RunSetup } from "./run-setup.ts";
import { ofAll, shareState } from "./share-state.ts";
import { testBest } from "./test-best.ts";
import type { TrainStartedEvent } from "./train-event.ts";
import type { FinalScore, TrainResult } from "./train-result.ts";

/**
 * Trains from `position` to the end, scores the best weights and writes the report; releases the setup.
 * @throws InterruptedError, NonFiniteError; a run that has metrics has a report then, which says why it stopped.
 */
export async function finishRun(
  setup: RunSetup,
  parts: RunParts,
  config: RunConfig,
  position: Position,
): Promise<TrainResult> {
  const { options, run, lock, data, notices, team } = parts;
  const { learner, job } = setup.epochs;
  const isFirst = team.task === 0;
  try {
    await learner.enter(position.epoch);
    if (isFirst && position !== start) await loadCheckpoint(run.last, learner.step.state());
    await shareState(team, learner);
    if (isFirst) await restoreMetrics(run.metrics, position.epoch);
    job.emit(startedEvent(setup, parts, config, position));
    const { best } = await trainAndReportFailure(setup, parts, config, position);
    await lock.requireHeld();
    const metrics = await team.told(isFirst ? await restoreMetrics(run.metrics, options.epochs) : []);
    const tested = await testBest(setup);
    const [broken, damaged] = [await ofAll(team, setup.broken()), await ofAll(team, setup.damaged())];
    const { credit, classNames } = data.train;
    await lock.requireHeld();
    const seen = { run, config, metrics, best, tested, broken, damaged, notices, credit };
    if (isFirst) await writeReport({ ...seen, program: job.program });
    return {
      run,
      options: config.options,
      classNames,
      metrics,
      best,
      tested: tested && finalScore(tested),
      broken,
      damaged,
      credit,
    };
  } finally {
    await setup.dispose();
  }
}

function startedEvent(
  { epochs }: RunSetup,
  { run, data }: RunParts,
  { options }: RunConfig,
  position: Position,
): TrainStartedEvent {
  const { train, val, test } = data;
  const { batchesPerEpoch: stepsPerEpoch } = epochs.loader;
  return {
    type: "started",
    run: run.folder,
    options,
    classNames: train.classNames,
    images: { train: train.length, ...(val && { val: val.length }), ...(test && { test: test.length }) },
    stepsPerEpoch,
    from:
      position === start
        ? undefined
        : {
            epoch: Math.min(position.epoch + 1, options.epochs),
            totalSteps: position.epoch * stepsPerEpoch + position.batch,
          },
    featuresOnce: epochs.learner.takesFeatures,
  };
}

/** The score with its images by name, without the data set. */
function finalScore({ data, what, result }: Tested): FinalScore {
  if ("detected" in result) {
    const { evaluation, detected } = result;
    return { what, evaluation, predictions: [], detected: detected.map(({ index: _, ...image }) => image) };
  }
  const { evaluation, predictions } = result;
  return {
    what,
    evaluation,
    predictions: predictions.map(({ index, label, labels, probabilities }) => ({
      file: data.id(index),
      label,
      ...(labels && { labels }),
      probabilities,
    })),
  };
}

/** A run that stops early leaves a report of what there is, which says why it stopped. */
async function trainAndReportFailure(
  { epochs, broken, damaged }: RunSetup,
  { notices, team }: RunParts,
  config: RunConfig,
  position: Position,
): Promise<Position> {
  try {
    return await trainEpochs(epochs, position);
  } catch (cause) {
    const { run, lock, job } = epochs;
    if (team.task > 0) throw cause;
    const error = await explainFailure(cause, run, job.program).catch(() => cause);
    const notice = error instanceof Error ? error.message : String(error);
    try {
      await lock.requireHeld();
      const metrics = await restoreMetrics(run.metrics, Number.POSITIVE_INFINITY);
      const images = { broken: broken(), damaged: damaged(), notices };
      const seen = { run, config, metrics, best: undefined, tested: undefined, ...images, notice };
      if (metrics.length > 0) await writeReport({ ...seen, program: job.program });
    } catch {
      // A disk that takes no report took no checkpoint either, and who has lost its lock writes none: why the run
      // stopped is what matters.
    }
    throw error;
  }
}
