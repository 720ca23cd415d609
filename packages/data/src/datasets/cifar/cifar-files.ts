/** Reads a few files by name, whether they lie in a folder or in a .tar.gz. */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { list } from "tar";
import { DataError } from "../../errors.ts";

/**
 * Hands the named files to `read`, one at a time, in any order. In an archive the folder they lie in does not matter;
 * nothing is unpacked to disk.
 * @throws DataError when one is missing or the archive is damaged; what `read` throws.
 */
export async function readNamedFiles(
  location: string,
  names: readonly string[],
  read: (name: string, bytes: Uint8Array) => void,
): Promise<void> {
  const isFolder = (await stat(location)).isDirectory();
  const found = isFolder ? await readFolder(location, names, read) : await readArchive(location, names, read);
  const missing = names.filter((name) => !found.has(name));
  if (missing.length === 0) return;
  throw new DataError(`${location}: expected ${missing.join(", ")}, and it is not there. Fetch the data again.`);
}

async function readFolder(
  folder: string,
  names: readonly string[],
  read: (name: string, bytes: Uint8Array) => void,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const name of names) {
    const bytes = await readFile(path.join(folder, name)).catch(() => undefined);
    if (!bytes) continue;
    read(name, bytes);
    found.add(name);
  }
  return found;
}

async function readArchive(
  file: string,
  names: readonly string[],
  read: (name: string, bytes: Uint8Array) => void,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const failures: unknown[] = [];
  await list({
    file,
    strict: true,
    onReadEntry: (entry) => {
      const name = path.posix.basename(entry.path);
      if (!names.includes(name)) return;
      const chunks: Buffer[] = [];
      entry.on("data", (chunk) => chunks.push(chunk));
      entry.on("end", () => {
        try {
          read(name, Buffer.concat(chunks));
          found.add(name);
        } catch (error) {
          failures.push(error);
        }
      });
    },
  }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${file}: expected a whole .tar.gz archive, got a damaged one (${reason}). Fetch it again.`, {
      cause,
    });
  });
  if (failures.length > 0) throw failures[0];
  return found;
}
