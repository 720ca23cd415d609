/** Writes chosen files of a wheel into a folder: streamed, hashed on the way, and on disk when it returns. */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { makeFolder } from "@tresnet/files";
import { ProvisionError } from "../provision-error.ts";
import type { WheelEntry } from "./wheel-contents.ts";

/** A file that was written. */
export interface WrittenFile {
  /** The name that the file had in the wheel. */
  readonly entry: string;
  /** The file's path below the folder, with "/" between folders. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Who hears of the writing, and may stop it. */
export interface WriteOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hears the size in bytes of every chunk written. */
  readonly onBytes?: (bytes: number) => void;
  /** Opens a file for writing; tests give one whose disk is full. */
  readonly openFile?: (file: string) => Promise<FileHandle>;
}

/** An entry and the path below the folder that it is to have. */
export interface ChosenEntry {
  readonly entry: WheelEntry;
  readonly target: string;
}

// Many small files wait for the disk most of the time: several at once hide that.
const concurrency = 8;
// What a power cut takes from an unsynced file shows in its size, which every later run checks; thousands of syncs cost
// seconds.
const syncedBytes = 1 << 20;

/**
 * Writes every chosen entry below `folder`.
 * @throws ProvisionError when a target leaves the folder, or an entry holds fewer bytes than the wheel says.
 */
export async function writeEntries(
  chosen: readonly ChosenEntry[],
  folder: string,
  { signal, onBytes, openFile = (file) => open(file, "wx") }: WriteOptions = {},
): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  const failure = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const queue = chosen.values();
  const worker = async () => {
    for (const { entry, target } of queue) {
      stop.throwIfAborted();
      written.push(await writeEntry(entry, target, folder, { signal: stop, onBytes, openFile }));
    }
  };
  // All workers end before the caller hears of the first failure: it will delete the folder.
  const workers = Array.from({ length: concurrency }, () => worker().catch((error) => failure.abort(error)));
  await Promise.all(workers);
  stop.throwIfAborted();
  return written;
}

interface EntryOptions {
  readonly signal: AbortSignal;
  readonly onBytes: ((bytes: number) => void) | undefined;
  readonly openFile: (file: string) => Promise<FileHandle>;
}

async function writeEntry(
  entry: WheelEntry,
  target: string,
  folder: string,
  { signal, onBytes, openFile }: EntryOptions,
): Promise<WrittenFile> {
  const file = path.resolve(folder, target);
  if (!file.startsWith(path.resolve(folder) + path.sep)) {
    throw new ProvisionError(
      "broken-wheel",
      `writeEntries: expected a path inside the folder for "${entry.name}", got "${target}". Correct the "extract" function.`,
    );
  }
  await makeFolder(path.dirname(file));
  const hash = createHash("sha256");
  let bytes = 0;
  const handle = await openFile(file);
  try {
    const writer = new Writable({
      highWaterMark: 4 << 20,
      write(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.length;
        onBytes?.(chunk.length);
        handle.writeFile(chunk).then(() => done(), done);
      },
    });
    await pipeline(await entry.open(), writer, { signal });
    if (entry.executable) await handle.chmod(0o755);
    if (bytes >= syncedBytes) await handle.sync();
  } finally {
    await handle.close();
  }
  if (bytes !== entry.bytes) throw shorter(entry, bytes);
  return { entry: entry.name, path: target, bytes, sha256: hash.digest("hex") };
}

function shorter({ name, bytes }: WheelEntry, got: number): ProvisionError {
  return new ProvisionError(
    "broken-wheel",
    `${name}: expected ${bytes} bytes in the wheel, got ${got}. Run again to fetch it anew.`,
  );
}
