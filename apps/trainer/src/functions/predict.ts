/** `predict`: says what is on images. */
import { DataError, imageFiles } from "@tresnet/data";
import type { z } from "zod";
import { UsageError } from "../errors.ts";
import { namedByFile } from "../evaluation/classes/class-order.ts";
import type { PredictEvent } from "../evaluation/evaluation-events.ts";
import { findInputs } from "../evaluation/find-inputs.ts";
import { taskAsGiven } from "../evaluation/known-task.ts";
import { predictDataset } from "../evaluation/predict-dataset.ts";
import type { PredictResult } from "../evaluation/results.ts";
import { labelsAbove, readThresholds } from "../evaluation/scores/thresholds.ts";
import { tellDamaged } from "../evaluation/tell-images.ts";
import { topClasses } from "../evaluation/top-classes.ts";
import { withCheckpoint } from "../evaluation/with-checkpoint.ts";
import { checkPredictionsFile, writePredictions } from "../evaluation/write-predictions.ts";
import { warnOfLight } from "../images/warn-of-light.ts";
import { type Job, type JobOptions, runJob } from "../job/job.ts";
import { reportCount } from "../job/report-to.ts";
import { untilStopped } from "../job/stop.ts";
import { type Checkpoint, classNameOf } from "../model/load-model.ts";
import { isDetector } from "../model/open-detector.ts";
import { type ModelChoice, openModel } from "../model/open-model.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { type PredictOptions, predictTable } from "../settings/inference-options.ts";
import { formatCount } from "../text/format.ts";
import { predictObjects } from "./detecting/predict-objects.ts";

/**
 * The model, and the settings of `tresnet predict`, spelled as in code (`batchSize`); what is left out has its default.
 *
 * `tresnet predict --help` says of each what it does, what it may be and what it is by default.
 */
export interface PredictInput extends ModelChoice, z.input<typeof predictTable> {
  /** Files, folders or globs such as "photos/**\/*.jpg". */
  readonly images: readonly string[];
}

/**
 * Classifies images with a trained model or with published weights, as `tresnet predict` does.
 * @throws UsageError naming the option that is wrong or the input that names nothing; DataError when no image can be
 * read; CheckpointError, HubError, ProvisionError; InterruptedError when `signal` is aborted.
 */
export function predict(
  { images, checkpoint, model, ...values }: PredictInput,
  settings: JobOptions<PredictEvent> = {},
): Promise<PredictResult> {
  return runJob(settings, (job) =>
    untilStopped(job, async () => {
      const options = resolveOptions(predictTable, [{ source: "predict", spelling: "code", values }]);
      if (options.output !== undefined) await checkPredictionsFile(options.output);
      const found = await openModel(job, { checkpoint, model }, options);
      if (isDetector(found)) {
        const { files } = await inputsOf(job, images);
        const result = await predictObjects(job, found, files, options);
        job.emit({ type: "done", result });
        return result;
      }
      refuseDetectorOptions(found, options);
      const named = options.classOrder === undefined ? found : await namedByFile(found, options.classOrder);
      const opened = taskAsGiven(job, named, options.task);
      tellNumbers(job, opened);
      const { files } = await inputsOf(job, images);
      const result = await classify(job, opened, files, options);
      job.emit({ type: "done", result });
      return result;
    }),
  );
}

async function inputsOf(job: Job<PredictEvent>, images: readonly string[]) {
  const found = await findInputs(images);
  if (found.notice !== undefined) job.emit({ type: "notice", level: "info", message: found.notice });
  return found;
}

function refuseDetectorOptions({ file }: Checkpoint, { draw, crops, tile }: PredictOptions): void {
  const given =
    draw !== undefined ? "--draw" : crops !== undefined ? "--crops" : tile === undefined ? undefined : "--tile";
  if (given === undefined) return;
  throw new UsageError(`${given}: expected a detector, got ${file}, which classifies whole images. Leave it out.`);
}

/** Numbers in place of names are no mistake, but not what is wanted. */
function tellNumbers(job: Job<PredictEvent>, { file, isNameless, published }: Checkpoint): void {
  if (!isNameless) return;
  const tag = published === undefined ? "" : `, or by --model ${published.tag} where they are that one's`;
  const message = `classes: ${file} does not name its classes: they are numbers; name them in a file, --class-order FILE${tag}`;
  job.emit({ type: "notice", level: "info", message });
}

async function classify(
  job: Job<PredictEvent>,
  checkpoint: Checkpoint,
  files: readonly string[],
  options: PredictOptions,
): Promise<PredictResult> {
  const { model: saved } = checkpoint.info;
  const several = saved.task === "multi-label";
  const thresholds = await readThresholds(options.threshold, saved);
  const data = imageFiles(
    "the images",
    saved.classNames,
    files.map((path) => ({ path, label: -1 })),
  );
  const warn = (message: string) => job.emit({ type: "notice", level: "warning", message });
  await warnOfLight(data, "images", warn, job.signal);
  return withCheckpoint(job, checkpoint, data, options, async (evaluator, loader) => {
    const pass = { onProgress: reportCount(job, "predicting"), signal: job.signal };
    const predictions = await predictDataset(evaluator, loader, data, pass);
    const { broken, damaged } = loader;
    tellDamaged(job, { damaged });
    if (broken.length > 0) job.emit({ type: "skipped", images: broken });
    if (predictions.length === 0) {
      throw new DataError(`predict: none of the ${formatCount(files.length)} images could be read.`);
    }
    const rows = predictions.map(({ index, probabilities }) => ({ file: data.id(index), probabilities }));
    const name = (index: number) => classNameOf(saved.classNames, index);
    const images = rows.map(({ file, probabilities }) => ({
      file,
      ...(several && { classes: labelsAbove(probabilities, thresholds).map(name) }),
      predictions: topClasses(probabilities, options.topk, name),
    }));
    const { output } = options;
    if (output !== undefined) {
      await writePredictions(output, rows, saved.classNames, several ? thresholds : undefined);
    }
    return { model: saved.model, images, broken, damaged, output };
  });
}
