/** The layout of a .pth file since PyTorch 1.6: a zip of stored files, `data.pkl` and one for each storage. */
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from "yauzl";
import { plain, quoted, someOf } from "../quote.ts";
import type { BinaryFile } from "../safetensors/binary-file.ts";
import { PickleError } from "./pickle-machine.ts";
import { torchRules } from "./torch-rules.ts";
import type { TorchStorage } from "./torch-tensor.ts";
import { unpickle } from "./unpickle.ts";
import { ZipWindow } from "./zip-window.ts";

/** What a file holds: the unpickled value, and at which byte the numbers of each of its storages start. */
export interface TorchContents {
  readonly value: unknown;
  readonly positions: ReadonlyMap<string, number>;
}

/** @throws PickleError when the zip or its pickle is no state dict; what yauzl throws for a broken zip. */
export async function readTorchZip(file: BinaryFile): Promise<TorchContents> {
  const zip = await fromRandomAccessReaderPromise(new ZipWindow(file), file.size, { autoClose: false });
  try {
    const entries = await entriesOf(zip, file);
    const pickleName = [...entries.keys()].find((name) => /^(.*\/)?data\.pkl$/.test(name));
    if (pickleName === undefined) {
      const found = someOf(entries.keys(), 3);
      throw new PickleError(`the zip has no data.pkl, but ${found}. If one of these is the checkpoint, unpack it`);
    }
    const folder = pickleName.slice(0, -"data.pkl".length);
    if (entries.has(`${folder}constants.pkl`)) throw new PickleError(torchScript);
    const byteOrder = entries.get(`${folder}byteorder`);
    if (byteOrder !== undefined && (await text(file, zip, byteOrder)) !== "little") {
      throw new PickleError("its numbers are big-endian");
    }
    const pickle = entries.get(pickleName);
    const storages = new Map<string, TorchStorage>();
    const { value } = unpickle(await contents(file, zip, pickle), torchRules(storages), file.counts);
    const positions = new Map<string, number>();
    for (const storage of storages.values()) {
      positions.set(storage.key, await storageStart(zip, entries.get(`${folder}data/${storage.key}`), storage));
    }
    return { value, positions };
  } finally {
    zip.close();
  }
}

const torchScript =
  "it is TorchScript, a program that holds its weights. Save these alone, in Python: torch.save(torch.jit.load(FILE).state_dict(), ...)";

async function entriesOf(zip: ZipFile, { counts }: BinaryFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > entryLimit) {
    throw new PickleError(`the zip has ${zip.entryCount} entries, the limit is ${entryLimit}`);
  }
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    counts.operations += 1;
    if (entries.has(entry.fileName)) throw new PickleError(`the zip has ${quoted(entry.fileName)} twice`);
    entries.set(entry.fileName, entry);
  }
  return entries;
}

async function storageStart(zip: ZipFile, entry: Entry | undefined, storage: TorchStorage): Promise<number> {
  const bytes = storage.byteLength;
  if (entry === undefined || entry.uncompressedSize !== bytes) {
    throw new PickleError(
      `storage ${quoted(storage.key)} takes ${bytes} bytes, and the zip has ${entry?.uncompressedSize ?? "none"} of it`,
    );
  }
  return stored(zip, entry);
}

/**
 * Where the bytes of an entry start. PyTorch never compresses; that is what makes it possible to read one tensor alone.
 */
async function stored(zip: ZipFile, entry: Entry): Promise<number> {
  if (entry.compressionMethod !== 0 || entry.isEncrypted()) {
    throw new PickleError(`${plain(entry.fileName)} in the zip is compressed or encrypted, expected stored`);
  }
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  return fileDataStart;
}

async function contents(file: BinaryFile, zip: ZipFile, entry: Entry | undefined): Promise<Uint8Array> {
  if (entry === undefined) return new Uint8Array(0);
  if (entry.uncompressedSize > pickleLimitBytes) {
    throw new PickleError(
      `${plain(entry.fileName)} has ${entry.uncompressedSize} bytes, the limit is ${pickleLimitBytes}`,
    );
  }
  return file.read(await stored(zip, entry), entry.uncompressedSize);
}

async function text(file: BinaryFile, zip: ZipFile, entry: Entry): Promise<string> {
  return Buffer.from(await contents(file, zip, entry)).toString("utf8");
}

/** The most bytes of a pickle. That of a thousand tensors takes about 100 kB. */
export const pickleLimitBytes = 100_000_000;

/** The most entries of a zip: as many storages, and a few more. */
export const entryLimit = 200_000;
