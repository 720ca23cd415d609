/** The layout of a .pth file since PyTorch 1.6: a zip of stored files, `data.pkl` and one for each storage. */
import type { FileHandle } from "node:fs/promises";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { readBytes } from "../safetensors/read-bytes.ts";
import { elementBytes } from "../safetensors/tensor-data.ts";
import { PickleError } from "./pickle-machine.ts";
import { type TorchStorage, torchRules } from "./torch-rules.ts";
import { unpickle } from "./unpickle.ts";

/** What a file holds: the unpickled value, and at which byte the numbers of each of its storages start. */
export interface TorchContents {
  readonly value: unknown;
  readonly positions: ReadonlyMap<string, number>;
}

/**
 * Reads a file of this layout.
 * @throws PickleError when the zip or its pickle is no state dict; what yauzl throws for a broken zip.
 */
export async function readTorchZip(handle: FileHandle, path: string): Promise<TorchContents> {
  const zip = await openPromise(path, { autoClose: false });
  try {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    const pickleName = [...entries.keys()].find((name) => /^(.*\/)?data\.pkl$/.test(name));
    if (pickleName === undefined) throw new PickleError("the zip has no data.pkl");
    const folder = pickleName.slice(0, -"data.pkl".length);
    const byteOrder = entries.get(`${folder}byteorder`);
    if (byteOrder !== undefined && (await text(handle, path, zip, byteOrder)) !== "little") {
      throw new PickleError("its numbers are big-endian");
    }
    const pickle = entries.get(pickleName);
    const storages = new Map<string, TorchStorage>();
    const { value } = unpickle(await contents(handle, path, zip, pickle), torchRules(storages));
    const positions = new Map<string, number>();
    for (const storage of storages.values()) {
      positions.set(storage.key, await storageStart(zip, entries.get(`${folder}data/${storage.key}`), storage));
    }
    return { value, positions };
  } finally {
    zip.close();
  }
}

async function storageStart(zip: ZipFile, entry: Entry | undefined, storage: TorchStorage): Promise<number> {
  const bytes = storage.length * elementBytes[storage.dtype];
  if (entry === undefined || entry.uncompressedSize !== bytes) {
    throw new PickleError(
      `storage "${storage.key}" takes ${bytes} bytes, and the zip has ${entry?.uncompressedSize ?? "none"} of it`,
    );
  }
  return stored(zip, entry);
}

/**
 * Where the bytes of an entry start. PyTorch never compresses; that is what makes it possible to read one tensor alone.
 */
async function stored(zip: ZipFile, entry: Entry): Promise<number> {
  if (entry.compressionMethod !== 0 || entry.isEncrypted()) {
    throw new PickleError(`${entry.fileName} in the zip is compressed or encrypted, expected stored`);
  }
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  return fileDataStart;
}

async function contents(handle: FileHandle, path: string, zip: ZipFile, entry: Entry | undefined): Promise<Uint8Array> {
  if (entry === undefined) return new Uint8Array(0);
  if (entry.uncompressedSize > pickleLimitBytes) {
    throw new PickleError(`${entry.fileName} has ${entry.uncompressedSize} bytes, the limit is ${pickleLimitBytes}`);
  }
  return readBytes(handle, path, await stored(zip, entry), entry.uncompressedSize);
}

async function text(handle: FileHandle, path: string, zip: ZipFile, entry: Entry): Promise<string> {
  return Buffer.from(await contents(handle, path, zip, entry)).toString("utf8");
}

/** The pickle of a thousand tensors takes about 100 kB. */
export const pickleLimitBytes = 100_000_000;
