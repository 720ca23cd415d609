/** The two halves of replacing a whole: its bytes are brought to the disk, and then it gets its name. */
import { lstat, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { partialName } from "./partial-name.ts";
import { syncFolder } from "./sync-folder.ts";

/** Brings a file, or all that is in a folder, to the disk. */
export async function bringToDisk(target: string): Promise<void> {
  if ((await lstat(target)).isDirectory()) {
    for (const name of await readdir(target)) await bringToDisk(path.join(target, name));
    await syncFolder(target);
    return;
  }
  const handle = await open(target, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Renames `partial` to `target`, whatever is there; an old folder steps aside first, for no rename replaces one that
 * holds something, and comes back if that fails.
 */
export async function moveIntoPlace(partial: string, target: string): Promise<void> {
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
