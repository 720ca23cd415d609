/** CIFAR-10 as every side reads it. */
import { homedir } from "node:os";
import path from "node:path";
import { type Dataset, openDataset, subset } from "@tresnet/data";
import { cacheFolder } from "@tresnet/files";
import { digestData } from "./digest-data.ts";

export interface AccuracyData {
  readonly train: Dataset;
  readonly test: Dataset;
  /** The SHA-256 of all images and labels, as `digestData` takes it. */
  readonly sha256: string;
}

/**
 * The path in `cifar10:PATH` or `PATH`; undefined for `cifar10` alone.
 * @throws RangeError for another data set.
 */
export function parseDataPath(text: string): string | undefined {
  const [, kind, location = ""] = /^([a-z][\w-]+)(?::(.*))?$/s.exec(text) ?? [];
  if (kind === "cifar10") return location === "" ? undefined : absolute(location);
  if (/^[a-z][\w-]+:/.test(text) || text.trim() === "") {
    throw new RangeError(`Expected cifar10, cifar10:PATH or the path of CIFAR-10's binary files, got "${text}".`);
  }
  return absolute(text);
}

/** The folder or archive that `location` names; where it is undefined, that of the archive, which is fetched once. */
export async function findAccuracyData(location: string | undefined, signal?: AbortSignal): Promise<string> {
  if (location !== undefined) return location;
  const folder = path.join(cacheFolder(), "data");
  await openDataset("cifar10", { cacheFolder: folder, signal });
  return folder;
}

/**
 * Opens CIFAR-10, with the first `trainImages` of its training images, or all where that is null.
 * @throws DataError when files are missing or damaged; RangeError when there are fewer training images.
 */
export async function openAccuracyData(location: string, trainImages: number | null): Promise<AccuracyData> {
  const { train: all, test } = await openDataset(`cifar10:${location}`);
  if (test === undefined) throw new Error(`${location}: expected test images, got none.`);
  if (trainImages !== null && trainImages > all.length) {
    throw new RangeError(`accuracy: --train-images must be at most ${all.length}, got ${trainImages}.`);
  }
  const train = trainImages === null ? all : subset(all, Array.from({ length: trainImages }).keys());
  return { train, test, sha256: digestData([train, test]) };
}

/** "~" is the user's home, which the shell does not fill in after a colon. */
function absolute(location: string): string {
  return path.resolve(location.replace(/^~(?=$|[/\\])/, homedir()));
}
