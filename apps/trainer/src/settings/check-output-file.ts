/** A check of where a result is to go, before any work is done for it. */
import { access, constants, stat } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "../errors.ts";

/**
 * Checks that a file can be written.
 * @throws UsageError naming the flag when the file's folder does not exist or may not be written to, or a folder is
 * in the file's place.
 */
export async function checkOutputFile(flag: string, file: string): Promise<void> {
  const folder = path.dirname(file);
  if (!(await isFolder(folder))) {
    throw new UsageError(`${flag}: expected a folder "${folder}" to write "${file}" in, got none. Make it first.`);
  }
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw new UsageError(`${flag}: expected a folder that can be written to, got "${folder}".`, { cause });
  });
  if (await isFolder(file)) throw new UsageError(`${flag}: expected a file, got the folder "${file}".`);
}

async function isFolder(name: string): Promise<boolean> {
  return (await stat(name).catch(() => undefined))?.isDirectory() === true;
}
