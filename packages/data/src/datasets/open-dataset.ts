/** Data sets by name, as the command line spells them. */
import { homedir } from "node:os";
import path from "node:path";
import { cacheFolder } from "@tresnet/files";
import type { Dataset, DatasetSplits } from "../dataset/dataset.ts";
import { split } from "../dataset/split.ts";
import { DataError } from "../errors.ts";
import type { DownloadOptions } from "../files/download.ts";
import { cifarLayouts, openCifar } from "./cifar.ts";
import { openCoco } from "./coco.ts";
import { openCsv } from "./csv.ts";
import { openFlowers102 } from "./flowers-102.ts";
import { openImageFolder } from "./image-folder.ts";
import { openSolarCells } from "./solar-cells.ts";
import { openStanfordCars } from "./stanford-cars.ts";
import { type SyntheticOptions, syntheticData } from "./synthetic.ts";

export interface OpenDatasetOptions extends DownloadOptions {
  /** Decides random splits and synthetic images. Default 0. */
  readonly seed?: number | undefined;
  /**
   * Of train, val and test, where the data has no parts of its own. Default 0.8, 0.1, 0.1; solar-cells 0.6, 0.2, 0.2.
   */
  readonly fractions?: readonly [train: number, val: number, test: number] | undefined;
  /**
   * Share of the training images to set apart as val, where the data has parts of its own but no val. Default 0: no
   * val.
   */
  readonly holdOut?: number | undefined;
  /** Where downloads are kept. Default: `data` in the engine's cache folder. */
  readonly cacheFolder?: string | undefined;
  readonly synthetic?: Omit<SyntheticOptions, "seed"> | undefined;
}

/** The spellings that `openDataset` understands. */
export const datasetSpecs = [
  "folder:PATH",
  "csv:FILE",
  "coco:PATH",
  "cifar10[:PATH]",
  "cifar100[:PATH]",
  "flowers102[:PATH]",
  "stanford-cars:PATH",
  "solar-cells[:PATH]",
  "synthetic",
] as const;

/**
 * Opens a data set: "folder:PATH", "cifar10", "csv:FILE", "coco:PATH" …, see `datasetSpecs`; where the PATH may be
 * missing, the data is then fetched once.
 * @throws DataError when the spec is unknown or the data is not as expected, ProvisionError when it cannot be fetched.
 */
export async function openDataset(spec: string, options: OpenDatasetOptions = {}): Promise<DatasetSplits> {
  const colon = spec.indexOf(":");
  const kind = colon < 0 ? spec : spec.slice(0, colon);
  const location = colon < 0 ? undefined : resolvePath(spec.slice(colon + 1));
  const { seed = 0, onProgress, signal } = options;
  switch (kind) {
    case "folder":
      if (location === undefined)
        throw new DataError(`openDataset: expected folder:PATH, got ${spec}. Add the folder's path.`);
      return withParts(await openImageFolder(location), seed, options);
    case "csv":
      if (location === undefined)
        throw new DataError(`openDataset: expected csv:FILE, got ${spec}. Add the file's path.`);
      return withParts(await openCsv(location), seed, options);
    case "coco":
      return withVal(await openCoco(location, { signal }), seed, options);
    case "stanford-cars":
      return withVal(await openStanfordCars(location), seed, options);
    case "flowers102": {
      const folder = options.cacheFolder ?? path.join(cacheFolder(), "data");
      return openFlowers102(location, { cacheFolder: folder, onProgress, signal });
    }
    case "cifar10":
    case "cifar100": {
      const folder = options.cacheFolder ?? path.join(cacheFolder(), "data");
      return withVal(
        await openCifar(cifarLayouts[kind], location, { cacheFolder: folder, onProgress, signal }),
        seed,
        options,
      );
    }
    case "solar-cells":
      return openSolarCells(location, { seed, fractions: options.fractions ?? [0.6, 0.2, 0.2], onProgress, signal });
    case "synthetic":
      if (location === undefined) return syntheticData({ ...options.synthetic, seed });
      break;
  }
  throw new DataError(`openDataset: expected one of ${datasetSpecs.join(", ")}, got ${spec}. Correct the name.`);
}

/** The data's own parts, or random ones of the whole. */
function withParts(
  found: { readonly parts: DatasetSplits } | { readonly whole: Dataset },
  seed: number,
  options: OpenDatasetOptions,
): DatasetSplits {
  if ("parts" in found) return withVal(found.parts, seed, options);
  const { whole } = found;
  const [train, val, test] = split(whole, options.fractions ?? [0.8, 0.1, 0.1], { seed });
  if (!train || train.length === 0) {
    throw new DataError(
      `${whole.name}: expected images to train on, and the split leaves none. Raise the first of the fractions.`,
    );
  }
  return { train, ...(val?.length ? { val } : {}), ...(test?.length ? { test } : {}) };
}

function withVal(parts: DatasetSplits, seed: number, { holdOut = 0 }: OpenDatasetOptions): DatasetSplits {
  if (parts.val || holdOut === 0) return parts;
  const [train, val] = split(parts.train, [1 - holdOut, holdOut], { seed });
  return train?.length && val?.length ? { ...parts, train, val } : parts;
}

/** An empty path is no path; "~" is the user's home, which the shell does not fill in behind a colon. */
function resolvePath(location: string): string | undefined {
  if (location === "") return undefined;
  return path.resolve(location.replace(/^~(?=$|[/\\])/, homedir()));
}
