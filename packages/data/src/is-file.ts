import { stat } from "node:fs/promises";

/**
 * Whether a file can be opened under this name: also where the system takes two spellings for one, which a folder's
 * listing does not.
 */
export async function isFile(name: string): Promise<boolean> {
  return (await stat(name).catch(() => undefined))?.isFile() ?? false;
}
