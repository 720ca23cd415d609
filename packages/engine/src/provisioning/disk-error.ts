/** Explains what to do when the cache folder cannot be written. */
import { statfs } from "node:fs/promises";
import { diskProblem, makeFolder } from "@tresnet/files";
import { ProvisionError } from "./provision-error.ts";

/** Makes a ProvisionError of an error of a full or forbidden disk; returns every other error as it is. */
export function explainDiskError(error: unknown, folder: string): unknown {
  const move = "set TRESNET_CACHE_DIR to a folder";
  switch (diskProblem(error)) {
    case "full":
      return new ProvisionError(
        "disk-full",
        `${folder}: expected room to write, and the disk is full. Free some space, or ${move} on a larger disk, and run again.`,
        { cause: error },
      );
    case "unwritable":
      return new ProvisionError(
        "cache-unwritable",
        `${folder}: expected a folder that can be written, and it cannot. Correct its permissions, or ${move} of yours, and run again.`,
        { cause: error },
      );
    default:
      return error;
  }
}

/**
 * Makes `folder` and checks that its disk has `bytes` left.
 * @throws ProvisionError "disk-full" that says how much is needed and how much there is.
 */
export async function requireFreeSpace(folder: string, bytes: number): Promise<void> {
  await makeFolder(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new ProvisionError(
    "disk-full",
    `${folder}: expected ${megabytes(bytes)} of free disk space, got ${megabytes(free)}. Free some, or set TRESNET_CACHE_DIR to a folder on a larger disk, and run again.`,
  );
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
