/**
 * Replaces a folder as a whole: whoever looks, and whenever the process is killed, finds all of its files or none.
 */
import { mkdir, rename } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "./make-folder.ts";
import { moveIntoPlace, throughPartial } from "./move-into-place.ts";

/** What becomes of a folder that lies there already. */
export interface ReplaceFolderOptions {
  /**
   * Whether a folder that holds something is replaced with all that is in it. It is moved away first, so that for a
   * moment there is none of the name. @default false
   */
  readonly force?: boolean;
}

/**
 * Lets `write` fill a new folder beside `folder`, brings its files to the disk and renames it to `folder`; folders
 * above it are made.
 * @throws what `write` or the file system throws, ENOTEMPTY or EEXIST where something lies there and `force` is not
 * given; then what was there is untouched and the new folder is removed.
 */
export async function replaceFolder(
  folder: string,
  write: (partial: string) => Promise<void>,
  { force = false }: ReplaceFolderOptions = {},
): Promise<void> {
  // "site/" and "site" are one folder, and a partial one lies beside it, not in it.
  const target = path.resolve(folder);
  await makeFolder(path.dirname(target));
  const fill = async (partial: string) => {
    await mkdir(partial);
    await write(partial);
  };
  await throughPartial(target, fill, force ? moveIntoPlace : rename);
}
