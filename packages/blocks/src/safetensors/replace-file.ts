/** Replaces a file in one step: whoever looks, and whenever the machine stops, finds the old file or the new one, whole. */
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { CheckpointError } from "../checkpoint-error.ts";

/**
 * Lets `write` fill `path + ".partial"`, brings that to the disk and renames it to `path`.
 * @throws CheckpointError when anything fails; then the old file is untouched and the partial one removed.
 */
export async function replaceFile(path: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const partial = `${path}.partial`;
  try {
    const handle = await open(partial, "w");
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    if (cause instanceof CheckpointError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError(`${path} was not written: ${reason}. What was there before is still there.`, { cause });
  }
}

/** Makes the rename itself last through a loss of power. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
