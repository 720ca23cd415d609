/** Looks at every image of a data set: what is there, what is broken, what is there twice. */
import { availableParallelism } from "node:os";
import { type Dataset, type DatasetSplits, isMultiLabel } from "../dataset/dataset.ts";
import { DataError } from "../errors.ts";
import { dataWarnings } from "./data-warnings.ts";
import { type ImageFacts, imageFacts } from "./image-facts.ts";
import type { BrokenFile, DataInspection, DuplicateGroup, ImageName, PartInspection, PartName } from "./inspection.ts";
import { defaultNearThreshold, type NearThreshold, nearDuplicates } from "./near-duplicates.ts";
import { rangeOf } from "./range-of.ts";

/** How a data set is inspected. */
export interface InspectOptions {
  /**
   * How many images are decoded at once, on Node's thread pool (4 threads unless UV_THREADPOOL_SIZE says otherwise).
   * Default: as many as there are cores.
   */
  readonly workers?: number | undefined;
  /** When two images count as near duplicates. Default: `defaultNearThreshold`. */
  readonly nearThreshold?: NearThreshold | undefined;
  /** Called after each image with how many are done, of how many. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Stops the inspection. */
  readonly signal?: AbortSignal | undefined;
}

interface Entry extends ImageName {
  readonly data: Dataset;
}

const partNames = ["train", "val", "test"] as const;

/**
 * Decodes every image once, compares them all within and across the parts, and returns what it found.
 * @throws DataError when an option is out of range; the signal's reason when aborted.
 */
export async function inspectDataset(parts: DatasetSplits, options: InspectOptions = {}): Promise<DataInspection> {
  const { workers = availableParallelism(), nearThreshold = defaultNearThreshold, onProgress, signal } = options;
  if (!Number.isInteger(workers) || workers < 1)
    throw new DataError(`inspectDataset: workers must be a whole number of at least 1, got ${workers}.`);
  const entries = partNames.flatMap((part) => entriesOf(part, parts[part]));
  const facts = new Array<ImageFacts | undefined>(entries.length);
  const broken = new Map<number, string>();
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let at = next++; at < entries.length; at = next++) {
      signal?.throwIfAborted();
      const entry = entries[at];
      try {
        facts[at] = entry && (await imageFacts(entry.data.source(entry.index)));
      } catch (error) {
        broken.set(at, error instanceof Error ? error.message : String(error));
      }
      onProgress?.(++done, entries.length);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  signal?.throwIfAborted();
  const exact = exactGroups(facts);
  const copies = new Set(exact.flatMap((group) => group.slice(1)));
  const near = await nearDuplicates(
    facts.map((image, at) => (copies.has(at) ? undefined : image)),
    nearThreshold,
    signal,
  );
  const { train } = parts;
  const withFacts = <T>(
    isMeant: (image: ImageFacts) => boolean,
    make: (name: ImageName, image: ImageFacts) => T,
  ): T[] =>
    facts.flatMap((image, at) => {
      const entry = entries[at];
      if (!image || !entry || !isMeant(image)) return [];
      const { part, index, id } = entry;
      return [make({ part, index, id }, image)];
    });
  const inspection = {
    name: train.name,
    classNames: train.classNames,
    multiLabel: isMultiLabel(train),
    parts: partNames.flatMap((part) => inspectPart(part, parts[part], entries, facts)),
    broken: [...broken].sort(([a], [b]) => a - b).flatMap(([at, reason]) => brokenFile(entries[at], reason)),
    damaged: withFacts(
      ({ damage }) => damage !== undefined,
      (name, { damage = "" }) => ({ ...name, reason: damage }),
    ),
    flat: withFacts(
      ({ light }) => light.isFlat,
      (name) => name,
    ),
    dark: withFacts(
      ({ light }) => light.isDark,
      (name) => name,
    ),
    dim: withFacts(
      ({ light }) => light.isDim,
      (name) => name,
    ),
    exactDuplicates: exact.map((group) => duplicateGroup(group, entries)),
    nearDuplicates: near.map((group) => duplicateGroup(group, entries)),
    nearThreshold,
    ...(train.credit === undefined ? {} : { credit: train.credit }),
  };
  return { ...inspection, warnings: dataWarnings(inspection) };
}

function entriesOf(part: PartName, data: Dataset | undefined): Entry[] {
  if (!data) return [];
  return Array.from({ length: data.length }, (_, index) => ({ part, index, id: data.id(index), data }));
}

function labelsOf(data: Dataset, index: number): readonly number[] {
  return isMultiLabel(data) ? data.labels(index) : [data.label(index)];
}

function inspectPart(
  part: PartName,
  data: Dataset | undefined,
  entries: readonly Entry[],
  facts: readonly (ImageFacts | undefined)[],
): PartInspection[] {
  if (!data) return [];
  const classCounts = new Array<number>(data.classNames.length).fill(0);
  let withoutClass = 0;
  for (let index = 0; index < data.length; index++) {
    const labels = labelsOf(data, index);
    if (labels.length === 0) withoutClass++;
    for (const label of labels) classCounts[label] = (classCounts[label] ?? 0) + 1;
  }
  const sound = facts.flatMap((image, at) => (image && entries[at]?.part === part ? [image] : []));
  const width = rangeOf(sound.map((image) => image.width));
  const height = rangeOf(sound.map((image) => image.height));
  const aspect = rangeOf(sound.map((image) => image.width / image.height));
  const sizes = width && height && aspect ? { sizes: { width, height, aspect } } : {};
  return [{ part, images: data.length, classCounts, withoutClass, ...sizes }];
}

function exactGroups(facts: readonly (ImageFacts | undefined)[]): number[][] {
  const found = new Map<string, number[]>();
  for (const [at, image] of facts.entries()) {
    if (!image) continue;
    const key = `${image.contents} ${image.width}`;
    const group = found.get(key);
    if (group) group.push(at);
    else found.set(key, [at]);
  }
  return [...found.values()].filter(({ length }) => length > 1);
}

function brokenFile(entry: Entry | undefined, reason: string): BrokenFile[] {
  return entry ? [{ part: entry.part, index: entry.index, id: entry.id, reason }] : [];
}

function duplicateGroup(group: readonly number[], entries: readonly Entry[]): DuplicateGroup {
  const images = group.flatMap((at) => {
    const entry = entries[at];
    if (!entry) return [];
    const { part, index, id, data } = entry;
    return [
      { part, index, id, classes: labelsOf(data, index).map((label) => data.classNames[label] ?? String(label)) },
    ];
  });
  return {
    images,
    acrossParts: new Set(images.map(({ part }) => part)).size > 1,
    differentClasses: new Set(images.map(({ classes }) => classes.join("\n"))).size > 1,
  };
}
