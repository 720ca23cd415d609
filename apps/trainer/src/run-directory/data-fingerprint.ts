/** What a run remembers of its data, to know on resume whether it is still the same; no image is opened for it. */
import { createHash } from "node:crypto";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { areSameNames, type Dataset, type DatasetSplits, hasBoxes, isMultiLabel } from "@tresnet/data";
import { z } from "zod";

const part = z.object({
  images: z.int(),
  /**
   * The hash of every image's path, below the folder that all images share, and its label: in order, since draws follow
   * the order.
   */
  sha256: z.string(),
});

export const dataFingerprintSchema = z.object({
  classNames: z.array(z.string()),
  parts: z.object({ train: part, val: z.optional(part), test: z.optional(part) }),
  /** What some of the training images hold, by `dataSamples`; runs of earlier versions have not looked. */
  samples: z.optional(z.string()),
});

export type DataFingerprint = z.output<typeof dataFingerprintSchema>;

/** What of the data a run learns from. */
export interface FingerprintOptions {
  /** Whether boxes around objects belong to it, as for a detector. @default false */
  readonly boxes?: boolean;
}

/** The fingerprint of opened data; the same when the whole of it lies in another folder. */
export function dataFingerprint(
  { train, val, test }: DatasetSplits,
  { boxes = false }: FingerprintOptions = {},
): DataFingerprint {
  const folder = sharedFolder([train, val, test].flatMap((data) => (data === undefined ? [] : idsOf(data))));
  const print = (data: Dataset) => ({ images: data.length, sha256: hashOf(data, folder.length, boxes) });
  return {
    classNames: [...train.classNames],
    parts: { train: print(train), ...(val && { val: print(val) }), ...(test && { test: print(test) }) },
  };
}

/** Whether two fingerprints are of the same data; the names of classes are compared in NFC. */
export function isSameData(some: DataFingerprint, other: DataFingerprint): boolean {
  return areSameNames(some.classNames, other.classNames) && isDeepStrictEqual(some.parts, other.parts);
}

function hashOf(data: Dataset, skipped: number, boxes: boolean): string {
  const hash = createHash("sha256");
  for (const [index, id] of idsOf(data).entries()) {
    const label = isMultiLabel(data) ? data.labels(index).join(" ") : data.label(index);
    hash.update(`${label}\0${id.slice(skipped)}\0`);
    if (boxes && hasBoxes(data)) {
      const { boxes: sides, labels, crowds } = data.boxes(index);
      hash.update(`${[...sides].join(" ")}\0${[...labels, ...crowds].join(" ")}\0`);
    }
  }
  return hash.digest("hex");
}

function idsOf(data: Dataset): string[] {
  return Array.from({ length: data.length }, (_, index) => data.id(index).split(path.sep).join("/"));
}

/** The longest beginning, up to a slash, that all ids have in common. */
function sharedFolder([first = "", ...others]: readonly string[]): string {
  let folder = first.slice(0, first.lastIndexOf("/") + 1);
  for (const id of others) {
    while (!id.startsWith(folder)) folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  }
  return folder;
}
