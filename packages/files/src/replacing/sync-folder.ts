import { open } from "node:fs/promises";

/**
 * Makes the names in a folder survive a loss of power: what was created in it or renamed into it, not what the files
 * hold.
 */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
