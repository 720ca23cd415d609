/** Replaces a file or a folder in one step, for writers that open files by their paths. */
import { rm } from "node:fs/promises";
import path from "node:path";
import { bringToDisk, moveIntoPlace } from "./move-into-place.ts";
import { partialName, removeLeftovers } from "./partial-name.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * Lets `write` make a file or a folder at a path beside `target`, whose name ends in ".partial" and is this process's
 * own, brings that to the disk and renames it to `target`. What was at `target` before, a folder too, is replaced:
 * whoever looks finds the old one or the new one whole, but for the moment between a folder's two renames.
 *
 * What writers of `target` that ran on this machine and are dead have left is removed.
 * @throws what `write` or the file system throws; then the old one is untouched and the partial one removed.
 */
export async function replaceWhole(target: string, write: (partial: string) => Promise<void>): Promise<void> {
  const partial = partialName(target);
  try {
    await write(partial);
    await bringToDisk(partial);
    await moveIntoPlace(partial, target);
    await syncFolder(path.dirname(target));
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  await removeLeftovers(target);
}
