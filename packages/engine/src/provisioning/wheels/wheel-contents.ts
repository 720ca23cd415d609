/** Opens the files inside downloaded wheels, whether they came as zips (pip) or already unpacked (uv). */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline, Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { ProvisionError } from "../provision-error.ts";

const chunkBytes = 1 << 18;
const ownerMayExecute = 0o100;

/** One file of a wheel. */
export interface WheelEntry {
  /** The file's path in the wheel, with "/" between folders. */
  readonly name: string;
  readonly bytes: number;
  /** Whether it is a program, such as CUDA's ptxas. */
  readonly executable: boolean;
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
        executable: ((entry.externalFileAttributes >>> 16) & ownerMayExecute) !== 0, // the upper half is the Unix mode
        open: () => openEntry(zip, entry, file),
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

/**
 * Opens an entry of a zip: yauzl says where the bytes lie, Node reads and inflates them. yauzl's own stream throws
 * outside of every promise when it is destroyed while another one reads (3.4.0).
 */
async function openEntry(zip: ZipFile, entry: Entry, file: string): Promise<Readable> {
  const stored = entry.compressionMethod === 0;
  if (entry.isEncrypted() || !(stored || entry.compressionMethod === 8)) {
    throw new ProvisionError(
      "broken-wheel",
      `${entry.fileName}: expected a stored or deflated file, got an encrypted one or compression method ${entry.compressionMethod}. Fetch another wheel.`,
    );
  }
  if (entry.compressedSize === 0) return Readable.from([]);
  const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const raw = createReadStream(file, { start, end: start + entry.compressedSize - 1, highWaterMark: chunkBytes });
  if (stored) return raw;
  const inflate = createInflateRaw({ chunkSize: chunkBytes });
  pipeline(raw, inflate, () => undefined); // whoever reads `inflate` hears of the failure
  return inflate;
}

/** Lists a folder that holds the files of unpacked wheels. */
export async function openUnpacked(folder: string): Promise<WheelContents> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const entries = await Promise.all(
    files.map(async (file) => {
      const { size, mode } = await stat(file);
      return {
        name: path.relative(folder, file).split(path.sep).join("/"),
        bytes: size,
        executable: (mode & ownerMayExecute) !== 0,
        open: async () => createReadStream(file, { highWaterMark: chunkBytes }),
      };
    }),
  );
  return { entries, close: () => undefined };
}
