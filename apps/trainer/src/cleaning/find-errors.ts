/** From images to likely errors: features, cross-validation, confident learning. */
import type { BrokenImage, Dataset, DatasetSplits, PartName } from "@tresnet/data";
import { findLabelIssues, type LabelIssueOptions } from "@tresnet/training";
import type { ImageClassifier } from "@tresnet/zoo";
import { UsageError } from "../errors.ts";
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { reportCount } from "../job/report-to.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import type { CleanDataOptions } from "../settings/data/clean-options.ts";
import { formatCount } from "../text/format.ts";
import type { CleanedImage, LabelError } from "./cleaned-image.ts";
import { crossValidate } from "./cross-validate.ts";
import { foldsOf } from "./folds.ts";
import { pooledFeatures } from "./pooled-features.ts";

/** The parts of a data set in their order, each with its name. */
export function partsOf(splits: DatasetSplits): readonly (readonly [PartName, Dataset])[] {
  const { train, val, test } = splits;
  return [
    ["train", train] as const,
    ...(val ? [["val", val] as const] : []),
    ...(test ? [["test", test] as const] : []),
  ];
}

/** Every image, the parts one after the other. */
export function imagesOf(splits: DatasetSplits): CleanedImage[] {
  return partsOf(splits).flatMap(([part, data]) =>
    Array.from({ length: data.length }, (_, index) => ({ part, index, id: data.id(index), label: data.label(index) })),
  );
}

/** What the search looks at. */
export interface Searched {
  readonly splits: DatasetSplits;
  readonly images: readonly CleanedImage[];
  /** Groups of positions of images that are copies, whatever their parts. */
  readonly copies: readonly (readonly number[])[];
}

/** The likely errors, and how they came about. */
export interface FoundErrors {
  readonly errors: readonly LabelError[];
  /** The share of labels that the cross-validated model answers. */
  readonly agreement: number;
  /** Images that could be read. */
  readonly read: number;
  readonly broken: readonly BrokenImage[];
}

/**
 * Searches for labels that are likely wrong; images that cannot be read are passed over.
 * @throws UsageError when there are too few images for the folds; the signal's reason.
 */
export async function findErrors(
  job: Job<CommonEvent>,
  asking: { readonly model: ImageClassifier; readonly saved: SavedModel },
  { splits, images, copies }: Searched,
  { folds, seed, filter, rankBy, batchSize, precision, workers }: CleanDataOptions & LabelIssueOptions,
): Promise<FoundErrors> {
  const features: (Float32Array | undefined)[] = [];
  const broken: BrokenImage[] = [];
  for (const [, data] of partsOf(splits)) {
    const progress = { signal: job.signal, onProgress: reportCount(job, "computing features") };
    const found = await pooledFeatures(asking, data, { batchSize, precision, workers, ...progress });
    for (let index = 0; index < data.length; index++) features.push(found.of(index));
    broken.push(...found.broken);
  }
  const read = images.flatMap((one, image) => (features[image] === undefined ? [] : [{ ...one, image }]));
  const classes = splits.train.classNames.length;
  if (read.length < 2 * folds) {
    throw new UsageError(
      `--folds: expected ${formatCount(2 * folds)} images for ${folds} folds, got ${formatCount(read.length)} that can be read. Take fewer folds.`,
    );
  }
  const places = new Map(read.map(({ image }, place) => [image, place]));
  const together = copies.map((group) => group.flatMap((image) => places.get(image) ?? []));
  const labels = read.map(({ label }) => label);
  const fold = foldsOf(labels, { folds, seed, together });
  const probabilities = await crossValidate(
    { features: read.map(({ image }) => features[image] ?? new Float32Array()), labels, fold, folds, classes },
    { signal: job.signal, onProgress: reportCount(job, "cross-validating") },
  );
  const issues = findLabelIssues({ labels, probabilities, classes }, { filter, rankBy });
  const errors = issues.map(({ index, predicted, quality }) => ({
    image: read[index]?.image ?? 0,
    predicted,
    probability: probabilities[index * classes + predicted] ?? 0,
    quality,
  }));
  return { errors, agreement: agreementOf(probabilities, labels, classes), read: read.length, broken };
}

/** The share of images whose likeliest class is their label. */
function agreementOf(probabilities: Float32Array, labels: readonly number[], classes: number): number {
  const right = labels.filter((label, image) => {
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    return row.every((value) => value <= (row[label] ?? 0));
  });
  return right.length / labels.length;
}
