/** Measures a folder that another process is filling. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { sum } from "./sum.ts";

/**
 * Adds up the sizes of all files below `folder`, in bytes; files linked twice count once, and files that vanish
 * meanwhile count nothing.
 */
export async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const stats = await Promise.all(
    files.map((file) => stat(path.join(file.parentPath, file.name)).catch(() => undefined)),
  );
  const seen = new Map(stats.flatMap((file) => (file ? [[file.ino, file.size] as const] : [])));
  return sum(seen.values());
}
