/** Reads a few files by name, whether they lie in a folder or in a .tar.gz. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { errorCode, readWhole } from "@tresnet/files";
import { DataError } from "../../errors.ts";
import { tarEntries } from "../../files/tar/tar-entries.ts";

/** The most that one file of an archive may have; CIFAR-100's largest has 154 MB. */
const mostBytes = 256 * 2 ** 20;

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
    const file = path.join(folder, name);
    const bytes = await readWhole(file, { mostBytes }).catch((cause: unknown) => {
      if (errorCode(cause) === "ENOENT") return undefined;
      const reason = cause instanceof Error ? cause.message : cause;
      throw new DataError(`${file}: expected a file that can be read (${reason}). Check the path.`, { cause });
    });
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
  for await (const [name, bytes] of filesIn(file, names)) {
    read(name, bytes);
    found.add(name);
  }
  return found;
}

/** The named files of an archive, whichever folder they lie in. */
async function* filesIn(
  file: string,
  names: readonly string[],
): AsyncGenerator<readonly [name: string, bytes: Uint8Array], void, undefined> {
  try {
    for await (const { kind, parts, size, pieces } of tarEntries(file)) {
      const name = parts.at(-1) ?? "";
      if (kind !== "file" || !names.includes(name)) continue;
      if (size > mostBytes) throw new DataError(`expected ${name} of at most ${mostBytes} bytes, got ${size}`);
      const chunks: Buffer[] = [];
      for await (const piece of pieces()) chunks.push(Buffer.from(piece));
      yield [name, Buffer.concat(chunks)];
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(`${file}: `, "") : String(cause);
    throw new DataError(`${file}: expected a whole .tar.gz archive, got a damaged one (${reason}). Fetch it again.`, {
      cause,
    });
  }
}
