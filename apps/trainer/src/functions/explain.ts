/** `explain`: shows where on an image a model sees a class. */
import path from "node:path";
import { DataError, decodeSource, imageFiles } from "@tresnet/data";
import { replaceFile } from "@tresnet/files";
import type { z } from "zod";
import { UsageError } from "../errors.ts";
import { namedByFile } from "../evaluation/classes/class-order.ts";
import { findInputs } from "../evaluation/find-inputs.ts";
import { taskAsGiven } from "../evaluation/known-task.ts";
import { likeliest } from "../evaluation/scores/score-predictions.ts";
import { topClasses } from "../evaluation/top-classes.ts";
import { askImage } from "../explanation/ask-image.ts";
import { classPosition } from "../explanation/class-position.ts";
import { seenPart } from "../explanation/draw-heat.ts";
import { explainImages } from "../explanation/explain-images.ts";
import type { ExplainResult } from "../explanation/explain-result.ts";
import { hottestOf, rowsOf } from "../explanation/heat-numbers.ts";
import { type HeatFormat, heatFormats, heatPicture } from "../explanation/heat-picture.ts";
import { evaluationTransform } from "../images/data-plan.ts";
import type { CommonEvent, DoneEvent } from "../job/events.ts";
import { type Job, type JobOptions, runJob } from "../job/job.ts";
import { untilStopped } from "../job/stop.ts";
import { type Checkpoint, classNameOf, loadModel } from "../model/load-model.ts";
import { isDetector } from "../model/open-detector.ts";
import { type ModelChoice, openModel } from "../model/open-model.ts";
import { startEngine } from "../model/start-engine.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { checkOutputFile } from "../settings/check-output-file.ts";
import { type ExplainOptions, explainTable } from "../settings/explaining/explain-options.ts";
import { formatCount } from "../text/format.ts";

/**
 * The model, and the settings of `tresnet explain`, spelled as in code; what is left out has its default.
 *
 * `tresnet explain --help` says of each what it does, what it may be and what it is by default.
 */
export interface ExplainInput extends ModelChoice, z.input<typeof explainTable> {
  /** The file of the image. */
  readonly image: string;
}

/** Everything that `explain` tells, by its `type`. */
export type ExplainEvent = CommonEvent | DoneEvent<ExplainResult>;

/** Least and most pixels of the picture's longer side. */
const pictureSize = { least: 384, most: 1024 } as const;

/**
 * Shows where on an image a model sees a class, as `tresnet explain` does: the heat of one of its maps as numbers, and
 * as a picture over the image.
 * @throws UsageError naming the option that is wrong, or a model that is a detector; DataError when the image can't be
 * read; CheckpointError, HubError, ProvisionError; InterruptedError when `signal` is aborted.
 */
export function explain(
  { image, checkpoint, model, ...values }: ExplainInput,
  settings: JobOptions<ExplainEvent> = {},
): Promise<ExplainResult> {
  return runJob(settings, (job) =>
    untilStopped(job, async () => {
      const options = resolveOptions(explainTable, [{ source: "explain", spelling: "code", values }]);
      const { files } = await findInputs([image]);
      const [file] = files;
      if (file === undefined || files.length > 1) {
        throw new UsageError(
          `explain: expected one image, got ${image} with ${formatCount(files.length)}. Name a file.`,
        );
      }
      const output = options.output ?? `${path.parse(file).name}-heat.png`;
      const format = formatOf(output);
      await checkOutputFile("--output", output);
      const found = await openModel(job, { checkpoint, model }, options);
      if (isDetector(found)) {
        throw new UsageError(`${found.file}: expected a classifier, got a detector. Its boxes say where things are.`);
      }
      const named = options.classOrder === undefined ? found : await namedByFile(found, options.classOrder);
      const result = await look(job, taskAsGiven(job, named, options.task), file, { ...options, output, format });
      job.emit({ type: "done", result });
      return result;
    }),
  );
}

type LookOptions = ExplainOptions & { readonly output: string; readonly format: HeatFormat };

async function look(
  job: Job<ExplainEvent>,
  checkpoint: Checkpoint,
  file: string,
  { output, format, ...options }: LookOptions,
): Promise<ExplainResult> {
  const { model: saved } = checkpoint.info;
  const { stage, method, topk } = options;
  const name = (index: number) => classNameOf(saved.classNames, index);
  const wanted = options.class === undefined ? undefined : classPosition(options.class, checkpoint);
  await startEngine(job, options);
  const model = await loadModel(job, checkpoint);
  try {
    const data = imageFiles("the image", saved.classNames, [{ path: file, label: -1 }]);
    const view = evaluationTransform(saved);
    const probabilities = await askImage({ model, saved }, data, job.signal);
    const label = wanted ?? likeliest(probabilities);
    const how = { stage, method, signal: job.signal };
    const heat = (await explainImages({ model, saved }, data, [{ index: 0, label }], how)).get(0);
    if (heat === undefined) throw new DataError(`explain: ${file} could not be read a second time.`);
    const pixels = await decodeSource(data.source(0));
    const picture = await heatPicture(pixels, heat, view, { size: pictureSize, format });
    await replaceFile(output, (handle) => handle.writeFile(picture));
    const seen = seenPart(pixels, view);
    return {
      model: saved.model,
      file,
      class: name(label),
      probability: probabilities[label] ?? 0,
      logit: heat.logit,
      predictions: topClasses(probabilities, topk, name),
      stage,
      method,
      heat: rowsOf(heat),
      seen,
      hottest: hottestOf(heat, seen),
      output,
    };
  } finally {
    model.dispose();
  }
}

/** @throws UsageError when the file has another ending. */
function formatOf(file: string): HeatFormat {
  const ending = path.extname(file).toLowerCase();
  const found = Object.entries(heatFormats).find(([known]) => known === ending);
  if (found !== undefined) return found[1];
  throw new UsageError(`--output: expected a file that ends in .png, .jpg or .webp, got ${file}.`);
}
