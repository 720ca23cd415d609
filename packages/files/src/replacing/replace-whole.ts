/** Replaces a file or a folder in one step, for writers that open files by their paths. */
import { lstat, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
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
    await moveTo(target, partial);
    await syncFolder(path.dirname(target));
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  await removeLeftovers(target);
}

/** Brings a file, or all that is in a folder, to the disk. */
async function bringToDisk(target: string): Promise<void> {
  if ((await lstat(target)).isDirectory()) {
    for (const name of await readdir(target)) await bringToDisk(path.join(target, name));
    await syncFolder(target);
    return;
  }
  const handle = await open(target, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Renames `partial` to `target`; an old folder steps aside first, for no rename replaces one that holds something. */
async function moveTo(target: string, partial: string): Promise<void> {
  const old = await lstat(target).catch(() => undefined);
  if (old === undefined || !old.isDirectory()) return rename(partial, target);
  const aside = partialName(target);
  await rename(target, aside);
  try {
    await rename(partial, target);
  } catch (error) {
    await rename(aside, target);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}
