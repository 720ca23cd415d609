import { mkdir, stat } from "node:fs/promises";
import path from "node:path";

/**
 * Makes a folder, and those above it that are not there; one that is there stays as it is.
 *
 * Node's own `mkdir` with `recursive` never ends where a file system says that there is no such folder though the one
 * above it is there, as Linux does in `/proc` (Node 20).
 * @throws what the file system throws; EEXIST or ENOTDIR where a file is in the way.
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder).catch(async (error: unknown) => {
    if (!(await isFolder(folder))) throw error; // else another process made it meanwhile
  });
}

async function isFolder(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() === true;
}
