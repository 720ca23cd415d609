/** The way of whatever is replaced as a whole: made beside its place, brought to the disk, then given its name. */
import { lstat, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { partialName, removeLeftovers } from "./partial-name.ts";
import { syncFolder } from "./sync-folder.ts";
import { withPartial } from "./with-partial.ts";

/**
 * Lets `write` make a file or a folder at a path beside `target`, brings it to the disk, and has `move` give it its
 * place; then removes what dead writers of `target` left. What `write` itself replaces in that path so is not brought
 * to the disk before.
 * @throws what `write`, `move` or the file system throws; then the partial one is removed.
 */
export async function throughPartial(
  target: string,
  write: (partial: string) => Promise<void>,
  move: (partial: string, target: string) => Promise<void>,
): Promise<void> {
  await withPartial(target, async (partial, isPart) => {
    await write(partial);
    if (!isPart) await bringToDisk(partial);
    await move(partial, target);
    if (!isPart) await syncFolder(path.dirname(target));
  });
  await removeLeftovers(target);
}

/** Brings a file, or all that is in a folder, to the disk. */
async function bringToDisk(target: string): Promise<void> {
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
 * Renames `partial` to `target`, whatever is there. Where one of both is a folder, the old one steps aside first, and
 * comes back if that fails: no rename replaces a folder that holds something, or a file by a folder.
 */
export async function moveIntoPlace(partial: string, target: string): Promise<void> {
  const old = await lstat(target).catch(() => undefined);
  const isFolder = async () => old?.isDirectory() === true || (await lstat(partial)).isDirectory();
  if (old === undefined || !(await isFolder())) return rename(partial, target);
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
