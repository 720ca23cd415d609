/**
 * Replaces a file in one step: whoever looks, and whenever the machine stops, finds the old file or the new one, whole.
 */
import { constants, type FileHandle, open, rename } from "node:fs/promises";
import path from "node:path";
import { removeLeftovers } from "./partial-name.ts";
import { syncFolder } from "./sync-folder.ts";
import { withPartial } from "./with-partial.ts";

/** For a new file alone: neither a file nor a link that lies there already is written through. */
const onlyNew = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Lets `write` fill a new file beside `file`, whose name ends in ".partial" and is this process's own, brings that to
 * the disk and renames it to `file`. Of several writers at once the last one's file stays, whole.
 *
 * What writers of the file that ran on this machine and are dead have left is removed. A file of a folder that
 * `replaceFolder` or `replaceWhole` is making is brought to the disk by them.
 * @throws what `write` or the file system throws; then the old file is untouched and the partial one removed.
 */
export async function replaceFile(file: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await withPartial(file, async (partial, isPart) => {
      const handle = await open(partial, onlyNew, 0o666);
      try {
        await write(handle);
        if (!isPart) await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(partial, file);
      if (!isPart) await syncFolder(path.dirname(file));
    });
  } catch (error) {
    throw withName(error, file);
  }
  await removeLeftovers(file);
}

/** Node names the file in errors of opening and renaming it, but not of writing, which a full disk ends with. */
function withName(error: unknown, file: string): unknown {
  if (error instanceof Error && "syscall" in error && !("path" in error)) error.message += ` '${file}'`;
  return error;
}
