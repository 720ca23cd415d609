/** `evaluate`: scores a trained model on labelled images. */
import { isMultiLabel } from "@tresnet/data";
import type { z } from "zod";
import { UsageError } from "../errors.ts";
import { namedBy } from "../evaluation/classes/class-order.ts";
import { knownImages } from "../evaluation/classes/known-images.ts";
import { type DatasetEvaluation, evaluateDataset } from "../evaluation/evaluate-dataset.ts";
import { type EvaluationData, openEvaluationData } from "../evaluation/evaluation-data.ts";
import type { EvaluateEvent } from "../evaluation/evaluation-events.ts";
import { taskOfData } from "../evaluation/known-task.ts";
import { predictDataset } from "../evaluation/predict-dataset.ts";
import type { EvaluateResult } from "../evaluation/results.ts";
import { chooseThresholds } from "../evaluation/scores/score-labels.ts";
import { type ThresholdChoice, thresholdChoice } from "../evaluation/scores/threshold-choice.ts";
import { type Thresholds, writeThresholds } from "../evaluation/scores/thresholds.ts";
import { tellDamaged, tellUnreadClasses } from "../evaluation/tell-images.ts";
import { viewsOf } from "../evaluation/views.ts";
import { withCheckpoint } from "../evaluation/with-checkpoint.ts";
import { checkPredictionsFile, type PredictionRow, writePredictions } from "../evaluation/write-predictions.ts";
import { evaluationTransform } from "../images/data-plan.ts";
import { warnOfLight } from "../images/warn-of-light.ts";
import type { CountedWork } from "../job/events.ts";
import { type Job, type JobOptions, runJob } from "../job/job.ts";
import { reportCount } from "../job/report-to.ts";
import { untilStopped } from "../job/stop.ts";
import type { Checkpoint } from "../model/load-model.ts";
import { isDetector } from "../model/open-detector.ts";
import { type ModelChoice, openModel } from "../model/open-model.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { checkDataName } from "../settings/check-data-name.ts";
import { checkOutputFile } from "../settings/check-output-file.ts";
import { type EvaluateOptions, evaluateTable } from "../settings/inference-options.ts";
import { evaluateObjects } from "./detecting/evaluate-objects.ts";

/**
 * The model, and the settings of `tresnet evaluate`, spelled as in code (`batchSize`); what is left out has its
 * default.
 *
 * `tresnet evaluate --help` says of each what it does, what it may be and what it is by default.
 */
export interface EvaluateInput extends ModelChoice, z.input<typeof evaluateTable> {}

/**
 * Scores a trained model on labelled images, as `tresnet evaluate` does: data that is not named is that of the model's
 * training.
 * @throws UsageError naming the option that is wrong; DataError, CheckpointError, HubError, ProvisionError;
 * InterruptedError when `signal` is aborted.
 */
export function evaluate(
  { checkpoint, model, ...values }: EvaluateInput,
  settings: JobOptions<EvaluateEvent> = {},
): Promise<EvaluateResult> {
  return runJob(settings, (job) =>
    untilStopped(job, async () => {
      const given = resolveOptions(evaluateTable, [{ source: "evaluate", spelling: "code", values }]);
      const options = given.data === undefined ? given : { ...given, data: checkDataName(given.data) };
      if (options.output !== undefined) await checkPredictionsFile(options.output);
      if (options.saveThresholds !== undefined) await checkOutputFile("--save-thresholds", options.saveThresholds);
      if (options.saveDetections !== undefined) await checkOutputFile("--save-detections", options.saveDetections);
      const found = await openModel(job, { checkpoint, model }, options);
      const result = await (isDetector(found) ? evaluateObjects(job, found, options) : score(job, found, options));
      job.emit({ type: "done", result });
      return result;
    }),
  );
}

async function score(job: Job<EvaluateEvent>, found: Checkpoint, options: EvaluateOptions): Promise<EvaluateResult> {
  const ofDetectors = [
    options.saveDetections !== undefined && "--save-detections",
    options.scoreOn !== "tiles" && "--score-on",
  ].find((flag) => flag !== false);
  if (ofDetectors !== undefined) {
    throw new UsageError(`${ofDetectors}: expected a detector, got ${found.file}. Leave it out.`);
  }
  const opened = await openEvaluationData(job, found, options);
  const { what } = opened;
  const named = await namedBy(job, found, opened.data, options.classOrder);
  const checkpoint = taskOfData(job, named, opened.data);
  const data = knownImages(job, checkpoint, opened.data);
  const val = opened.val === opened.data ? data : opened.val;
  checkTask(checkpoint, data);
  const { model: saved } = checkpoint.info;
  const wanted = await thresholdChoice(options, saved, { data, val });
  const choice = "images" in wanted ? { images: knownImages(job, checkpoint, wanted.images) } : wanted;
  const warn = (message: string) => job.emit({ type: "notice", level: "warning", message });
  await warnOfLight(data, what, warn, job.signal);
  const { result, thresholds, damaged } = await applied(
    job,
    { checkpoint, evaluated: { data, val, what }, choice },
    options,
  );
  const { evaluation, predictions, broken } = result;
  tellUnreadClasses(job, data, { broken });
  tellDamaged(job, { damaged });
  const thresholdImages = "images" in choice ? choice.images.length : undefined;
  job.emit({ type: "evaluated", what, evaluation, thresholdImages });
  const rows = predictions.map(({ index, ...prediction }) => ({ file: data.id(index), ...prediction }));
  if (options.saveThresholds !== undefined && typeof thresholds === "object") {
    await writeThresholds(options.saveThresholds, thresholds, saved);
    job.emit({ type: "written", content: "thresholds", file: options.saveThresholds });
  }
  if (broken.length > 0) job.emit({ type: "skipped", images: broken });
  if (options.output !== undefined) await writeAnswers(job, options.output, { rows, result, checkpoint });
  return {
    checkpoint: checkpoint.file,
    model: saved.model,
    classNames: saved.classNames,
    what,
    tta: options.tta,
    evaluation,
    predictions: rows.map(({ loss: _, ...row }) => row),
    leftOut: opened.data.length - data.length,
    broken,
    damaged,
    credit: data.credit,
  };
}

interface Evaluating {
  readonly checkpoint: Checkpoint;
  readonly evaluated: EvaluationData;
  readonly choice: ThresholdChoice;
}

interface Applied {
  readonly result: DatasetEvaluation;
  readonly thresholds: Thresholds;
  readonly damaged: EvaluateResult["damaged"];
}

/** The model's answers and their scores, with the thresholds that were given or are chosen here. */
function applied(
  job: Job<EvaluateEvent>,
  { checkpoint, evaluated: { data }, choice }: Evaluating,
  options: EvaluateOptions,
): Promise<Applied> {
  const { model: saved } = checkpoint.info;
  const views = viewsOf(options.tta, evaluationTransform(saved));
  const inference = { ...options, transform: () => views.transform };
  return withCheckpoint(job, checkpoint, data, inference, async (evaluator, loader, loaderOf) => {
    const pass = (work: CountedWork) => ({
      onProgress: reportCount(job, work),
      signal: job.signal,
      views: options.tta === "none" ? undefined : views.of,
      classes: saved.numClasses,
    });
    const chosenOn = async ({ images }: { readonly images: EvaluationData["data"] }) =>
      chooseThresholds(await predictDataset(evaluator, loaderOf(images), images, pass("choosing thresholds")));
    const thresholds = "images" in choice ? await chosenOn(choice) : choice.thresholds;
    const result = await evaluateDataset(evaluator, loader, data, { ...pass("evaluating"), thresholds });
    return { result, thresholds, damaged: loader.damaged };
  });
}

interface Answers {
  readonly rows: readonly PredictionRow[];
  readonly result: DatasetEvaluation;
  readonly checkpoint: Checkpoint;
}

async function writeAnswers(
  { emit }: Job<EvaluateEvent>,
  file: string,
  { rows, result: { evaluation }, checkpoint }: Answers,
): Promise<void> {
  const chosen = evaluation.task === "multi-label" ? evaluation.classes.map((one) => one.threshold) : undefined;
  await writePredictions(file, rows, checkpoint.info.model.classNames, chosen);
  emit({ type: "written", content: "predictions", file });
}

function checkTask({ file, info }: Checkpoint, data: EvaluationData["data"]): void {
  const several = "any number of classes per image";
  const trained = info.model.task === "multi-label" ? several : "one class per image";
  const given = isMultiLabel(data) ? several : "one class per image";
  if (trained === given) return;
  throw new UsageError(
    `${data.name} has ${given}, but ${file} was trained on ${trained}. Evaluate on data of its kind.`,
  );
}
