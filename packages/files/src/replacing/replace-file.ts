/**
 * Replaces a file in one step: whoever looks, and whenever the machine stops, finds the old file or the new one, whole.
 */
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { syncFolder } from "./sync-folder.ts";

/**
 * Lets `write` fill the file `file + ".partial"`, brings that to the disk and renames it to `file`; there may be one
 * writer of a file at a time.
 * @throws what `write` or the file system throws; then the old file is untouched and the partial one removed.
 */
export async function replaceFile(file: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const partial = `${file}.partial`;
  try {
    const handle = await open(partial, "w");
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw withName(error, file);
  }
}

/** Node names the file in errors of opening and renaming it, but not of writing, which a full disk ends with. */
function withName(error: unknown, file: string): unknown {
  if (error instanceof Error && "syscall" in error && !("path" in error)) error.message += ` '${file}'`;
  return error;
}
