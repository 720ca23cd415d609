/** `cleanData`: finds labels that are likely wrong, and images that are in more than one part. */
import path from "node:path";
import {
  type DataInspection,
  type DatasetSplits,
  hasBoxes,
  inspectDataset,
  isMultiLabel,
  openDataset,
} from "@tresnet/data";
import { replaceFile } from "@tresnet/files";
import type { z } from "zod";
import type { CleanDataResult } from "../cleaning/clean-result.ts";
import { type Findings, suggestedCorrections } from "../cleaning/cleaned-image.ts";
import { correctedCsv } from "../cleaning/corrected-csv.ts";
import { correctionsPage } from "../cleaning/corrections-page.ts";
import { type FoundErrors, findErrors, imagesOf, partsOf } from "../cleaning/find-errors.ts";
import { UsageError } from "../errors.ts";
import { chosenImages } from "../images/chosen-images.ts";
import type { CommonEvent, DoneEvent } from "../job/events.ts";
import { type Job, type JobOptions, runJob } from "../job/job.ts";
import { reportDownload, reportNotice } from "../job/report-to.ts";
import { untilStopped } from "../job/stop.ts";
import { type Checkpoint, loadModel } from "../model/load-model.ts";
import { isDetector } from "../model/open-detector.ts";
import { type ModelChoice, openModel } from "../model/open-model.ts";
import { startEngine } from "../model/start-engine.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { pictureAddress } from "../report/picture-address.ts";
import { checkDataName } from "../settings/check-data-name.ts";
import { checkOutputFile } from "../settings/check-output-file.ts";
import { type CleanDataOptions, cleanTable } from "../settings/data/clean-options.ts";
import { readingOf } from "../settings/data/reading-options.ts";
import { nothingToClean, withData } from "../settings/with-data.ts";
import { formatCount, formatPercent } from "../text/format.ts";

/**
 * The settings of `tresnet data clean`, spelled as in code (`rankBy`), and the model whose features are looked at; what
 * is left out has its default.
 *
 * `tresnet data clean --help` says of each what it does, what it may be and what it is by default.
 */
export interface CleanDataInput extends ModelChoice, z.input<typeof cleanTable> {
  /** What to look at, such as "folder:photos". */
  readonly data: string;
}

/** Everything that `cleanData` tells, by its `type`. */
export type CleanDataEvent = CommonEvent | DoneEvent<CleanDataResult>;

/** The weights that come with the command. */
const ownWeights = "tresnet_s.cifar10";
/** Pixels of a picture's longer side. */
const pictureSize = 180;

/**
 * Finds labels that are likely wrong, as `tresnet data clean` does: by confident learning on what a linear classifier
 * of a frozen backbone's features says of images that it was not trained on; and images that are in more than one part.
 * Writes a page to decide on each, and a CSV file with every suggestion taken. The images stay as they are.
 * @throws UsageError naming the option that is wrong, or data whose images have several classes; DataError,
 * CheckpointError, HubError, ProvisionError; InterruptedError when `signal` is aborted.
 */
export function cleanData(
  { checkpoint, model, ...values }: CleanDataInput,
  settings: JobOptions<CleanDataEvent> = {},
): Promise<CleanDataResult> {
  return runJob(settings, (job) =>
    untilStopped(job, async () => {
      const resolved = resolveOptions(cleanTable, [{ source: "cleanData", spelling: "code", values }]);
      const options = withData(resolved, nothingToClean);
      await checkOutputFile("--output", options.output);
      await checkOutputFile("--csv", options.csv);
      const splits = await openParts(job, options);
      const found = await openModel(job, chosenModel(job, { checkpoint, model }), options);
      const result = await clean(job, found, splits, options);
      job.emit({ type: "done", result });
      return result;
    }),
  );
}

/** What is named, else the weights that come with the command, which is told. */
function chosenModel({ emit }: Job<CleanDataEvent>, { checkpoint, model }: ModelChoice): ModelChoice {
  if (checkpoint !== undefined || model !== undefined) return { checkpoint, model };
  const message = `features: of ${ownWeights}, which comes with the command and knows small pictures alone; weights of many photographs find more, such as --model tresnet_m.miil_in21k_ft_in1k`;
  emit({ type: "notice", level: "info", message });
  return { model: ownWeights };
}

async function openParts(
  job: Job<CleanDataEvent>,
  options: CleanDataOptions & { readonly data: string },
): Promise<DatasetSplits> {
  const spec = checkDataName(options.data);
  const opened = await openDataset(spec, {
    ...readingOf(spec, options),
    onNotice: reportNotice(job),
    seed: options.seed,
    holdOut: options.valSplit,
    onProgress: reportDownload(job),
    signal: job.signal,
  });
  if (hasBoxes(opened.train) || isMultiLabel(opened.train)) {
    const has = hasBoxes(opened.train) ? "boxes" : "any number of classes per image";
    throw new UsageError(`data clean: expected data with one class per image, got ${opened.train.name} with ${has}.`);
  }
  return chosenImages(opened, options);
}

async function clean(
  job: Job<CleanDataEvent>,
  found: Checkpoint,
  splits: DatasetSplits,
  options: CleanDataOptions,
): Promise<CleanDataResult> {
  if (isDetector(found)) throw new UsageError(`${found.file}: expected a classifier, got a detector.`);
  tellOwnTraining(job, found);
  const { hashBits, correlation } = options;
  const { signal } = job;
  const inspection = await inspectDataset(splits, {
    nearThreshold: { hashBits, correlation },
    signal,
    onProgress: (done, total) =>
      job.emit({ type: "progress", work: done < total ? "looking" : "comparing", done, total }),
  });
  const images = imagesOf(splits);
  const groups = duplicateGroups(inspection, images);
  await startEngine(job, options);
  const model = await loadModel(job, found);
  const searched = { splits, images, copies: groups.map(({ images: group }) => group) };
  const search = findErrors(job, { model, saved: found.info.model }, searched, options);
  const errors = await search.finally(() => model.dispose());
  const duplicates = groups.filter(({ acrossParts }) => acrossParts).map(({ images: group }) => group);
  const findings: Findings = { classNames: splits.train.classNames, images, errors: errors.errors, duplicates };
  return write(job, { splits, findings, found, errors }, options);
}

/** Images that belong together, by their positions. */
function duplicateGroups({ exactDuplicates, nearDuplicates }: DataInspection, images: Findings["images"]) {
  const positions = new Map(images.map(({ part, index }, image) => [`${part} ${index}`, image]));
  return [...exactDuplicates, ...nearDuplicates].map(({ images: group, acrossParts }) => ({
    acrossParts,
    images: group.flatMap(({ part, index }) => positions.get(`${part} ${index}`) ?? []),
  }));
}

/** Who has learnt wrong labels by heart does not doubt them. */
function tellOwnTraining({ emit }: Job<CleanDataEvent>, { file, info, isForeign }: Checkpoint): void {
  if (isForeign || (info.kind === "weights" && info.run === undefined)) return;
  const message = `features: ${file} is of a training: where it was on these very labels, its backbone has learnt wrong ones too, and fewer are found`;
  emit({ type: "notice", level: "warning", message });
}

interface Found {
  readonly splits: DatasetSplits;
  readonly findings: Findings;
  readonly found: Checkpoint;
  readonly errors: FoundErrors;
}

async function write(
  job: Job<CleanDataEvent>,
  { splits, findings, found, errors }: Found,
  { output, csv, shown, folds }: CleanDataOptions,
): Promise<CleanDataResult> {
  const { classNames, images, duplicates } = findings;
  const { train } = splits;
  const hasFiles = partsOf(splits).every(([, data]) => data.length === 0 || data.source(0).kind === "file");
  const how = `Looked at by a linear classifier of the features of ${path.basename(found.file)}, cross-validated in ${folds} folds: it answers ${formatPercent(errors.agreement)} of the ${formatCount(errors.read)} labels.`;
  const pictures = await picturesOf(job, splits, findings, shown);
  // The page's file may be saved anywhere.
  const absolute = images.map((image) => ({ ...image, id: hasFiles ? path.resolve(image.id) : image.id }));
  const page = correctionsPage(
    { ...findings, images: absolute },
    { name: train.name, how, pictures, credit: train.credit, hasFiles },
  );
  await replaceFile(output, (handle) => handle.writeFile(page));
  const text = correctedCsv({ classNames, images: absolute }, suggestedCorrections(findings));
  if (hasFiles) await replaceFile(csv, (handle) => handle.writeFile(text));
  const named = (image: number) => {
    const { part, id, label } = images[image] ?? { part: "train", id: "", label: 0 };
    return { part, file: id, class: classNames[label] ?? "" } as const;
  };
  return {
    data: train.name,
    features: found.file,
    images: errors.read,
    agreement: errors.agreement,
    wrongLabels: findings.errors.map(({ image, predicted, probability, quality }) => ({
      ...named(image),
      suggested: classNames[predicted] ?? "",
      probability,
      quality,
    })),
    duplicates: duplicates.map((group) => group.map(named)),
    broken: errors.broken,
    output,
    csv: hasFiles ? csv : undefined,
  };
}

/** Pictures of the first findings, errors before look-alikes; what cannot be read any more has none. */
async function picturesOf(
  job: Job<CleanDataEvent>,
  splits: DatasetSplits,
  { images, errors, duplicates }: Findings,
  most: number,
): Promise<ReadonlyMap<number, string>> {
  const wanted = [...new Set([...errors.map(({ image }) => image), ...duplicates.flat()])].slice(0, most);
  const pictures = new Map<number, string>();
  for (const [place, image] of wanted.entries()) {
    job.signal.throwIfAborted();
    const one = images[image];
    const data = one && splits[one.part];
    const address = data && (await pictureAddress(data, one.index, pictureSize).catch(() => undefined));
    if (address !== undefined) pictures.set(image, address);
    job.emit({ type: "progress", work: "drawing", done: place + 1, total: wanted.length });
  }
  return pictures;
}
