/** The files inside downloaded wheels, whether they came as zips (pip) or already unpacked (uv). */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { type Entry, openPromise } from "yauzl";
import { ProvisionError } from "../provision-error.ts";

/** One file of a wheel. */
export interface WheelEntry {
  /** Its path in the wheel, with "/" between folders. */
  readonly name: string;
  readonly bytes: number;
  readonly open: () => Promise<Readable>;
}

/** Entries to read from; `close` ends the reading. */
export interface WheelContents {
  readonly entries: readonly WheelEntry[];
  readonly close: () => void;
}

/**
 * Opens a wheel that is a zip file; entries are streamed, never held whole.
 * @throws ProvisionError when the file is no whole zip, or an entry's path leaves the folder.
 */
export async function openZip(file: string): Promise<WheelContents> {
  try {
    const zip = await openPromise(file, { autoClose: false });
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith("/")) entries.push(entry);
    }
    return {
      entries: entries.map((entry) => ({
        name: entry.fileName,
        bytes: entry.uncompressedSize,
        open: () => zip.openReadStreamPromise(entry),
      })),
      close: () => zip.close(),
    };
  } catch (cause) {
    throw new ProvisionError(
      "broken-wheel",
      `${path.basename(file)}: expected a whole zip file, got one that cannot be read (${cause instanceof Error ? cause.message : cause}). Run again to fetch it anew.`,
      { cause },
    );
  }
}

/** Lists a folder that holds the files of unpacked wheels. */
export async function openUnpacked(folder: string): Promise<WheelContents> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const entries = await Promise.all(
    files.map(async (file) => ({
      name: path.relative(folder, file).split(path.sep).join("/"),
      bytes: (await stat(file)).size,
      open: async () => createReadStream(file, { highWaterMark: 1 << 20 }),
    })),
  );
  return { entries, close: () => undefined };
}
