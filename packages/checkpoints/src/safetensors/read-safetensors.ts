/** Reads safetensors files: everything at once, or tensor by tensor without holding the rest in memory. */
import { CheckpointError } from "../checkpoint-error.ts";
import { someOf } from "../quote.ts";
import { newCounts, type ReadCounts } from "../read-counts.ts";
import { BinaryFile } from "./binary-file.ts";
import { checksumKey, withoutChecksum } from "./checksum.ts";
import { type Comparison, comparison } from "./compare-checksum.ts";
import { broken, headerLimitBytes, parseHeader, type SafetensorsHeader, type TensorEntry } from "./header.ts";
import { type TensorData, valuesOf } from "./tensor-data.ts";

/** A whole safetensors file in memory. */
export interface Safetensors {
  /** The tensors by name, in the file's order. */
  readonly tensors: ReadonlyMap<string, TensorData>;
  /** Text by key, the header's `__metadata__`; empty where it has none. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** An open safetensors file, of which only the header was read. */
export interface SafetensorsFile extends SafetensorsHeader {
  /** Reads one tensor. @throws CheckpointError when the file has no such tensor or is shorter than its header says. */
  read(name: string): Promise<TensorData>;
  /**
   * Compares the file with the checksum that it carries, reading it once from start to end; false where it carries
   * none, which is a fault of its own in a file that was written with one.
   * @throws CheckpointError when they differ: the file is damaged.
   */
  verify(): Promise<boolean>;
  /** Closes the file; nothing can be read afterwards. */
  close(): Promise<void>;
}

/** Options of all readers. */
export interface ReadOptions {
  /** Hears what the reading cost, also when it fails. */
  readonly counts?: ReadCounts;
}

/** The most bytes of tensors that are read into memory as a whole. */
export const wholeFileLimitBytes = 16 * 2 ** 30;

/** Tensors that lie side by side are read together up to so many bytes: one call for a thousand small ones. */
const windowBytes = 2 ** 23;

/**
 * Reads a whole safetensors file, and compares it with the checksum that it carries, where it does.
 * @throws CheckpointError naming the file, and the tensor where one is at fault, when it is missing, broken, damaged or
 * larger than 16 GiB.
 */
export async function readSafetensors(path: string, options: ReadOptions = {}): Promise<Safetensors> {
  const { file, header, close, compare } = await openHeader(path, options);
  try {
    const entries = [...header.entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
    const total = entries.at(-1)?.[1].end ?? 0;
    if (total > wholeFileLimitBytes) {
      throw new CheckpointError(
        `${path} has ${total} bytes of tensors, the limit for reading all of them is ${wholeFileLimitBytes}. Read them one by one with openSafetensors.`,
      );
    }
    const read = new Map<string, TensorData>();
    for (const group of windowsOf(entries)) {
      const bytes = await file.read(header.dataStart + group.begin, group.end - group.begin);
      compare?.update(bytes);
      for (const [name, { dtype, shape, begin, end }] of group.entries) {
        // Memory of its own, so that one tensor that is kept does not keep its neighbours.
        const isAlone = end - begin === bytes.length;
        const own = isAlone ? bytes : bytes.slice(begin - group.begin, end - group.begin);
        read.set(name, { dtype, shape, data: valuesOf(dtype, own) });
      }
    }
    compare?.finish();
    const tensors = new Map<string, TensorData>();
    for (const name of header.entries.keys()) {
      const tensor = read.get(name);
      if (tensor !== undefined) tensors.set(name, tensor);
    }
    return { tensors, metadata: header.metadata };
  } finally {
    await close();
  }
}

/**
 * Opens a safetensors file and reads and checks its header; the caller closes it.
 * @throws CheckpointError naming the file, and the tensor where one is at fault, when it is missing or broken.
 */
export async function openSafetensors(path: string, options: ReadOptions = {}): Promise<SafetensorsFile> {
  const { file, header, close, compare } = await openHeader(path, options);
  const { entries, metadata, dataStart } = header;
  return {
    entries,
    metadata,
    read: (name) => readTensor(file, header, name),
    async verify() {
      if (compare === undefined) return false;
      for (let at = dataStart; at < file.size; at += windowBytes) {
        compare.update(await file.read(at, Math.min(windowBytes, file.size - at)));
      }
      compare.finish();
      return true;
    },
    close,
  };
}

interface PlacedHeader extends SafetensorsHeader {
  /** The byte of the file at which the data starts. */
  readonly dataStart: number;
}

interface OpenHeader {
  readonly file: BinaryFile;
  readonly header: PlacedHeader;
  /** Waits for all data, in the file's order; absent where the file carries no checksum. */
  readonly compare?: Comparison;
  readonly close: () => Promise<void>;
}

async function openHeader(path: string, { counts = newCounts() }: ReadOptions): Promise<OpenHeader> {
  const file = await BinaryFile.open(path, counts);
  try {
    const { size } = file;
    if (size < 8) throw broken(path, `it has ${size} bytes, and the length of its header alone takes 8`);
    const length = Buffer.from(await file.read(0, 8)).readBigUInt64LE();
    if (length > BigInt(headerLimitBytes)) {
      throw broken(path, `its header claims ${length} bytes, the limit is ${headerLimitBytes}`);
    }
    const dataStart = 8 + Number(length);
    if (dataStart > size) throw broken(path, `its header claims ${length} bytes, the file has ${size}`);
    const bytes = Buffer.from((await file.read(0, dataStart)).buffer);
    const { entries, metadata } = parseHeader(bytes.subarray(8), size - dataStart, path, counts);
    const checksum = metadata[checksumKey];
    return {
      file,
      header: { entries, metadata: withoutChecksum(metadata), dataStart },
      ...(checksum !== undefined && { compare: comparison(path, bytes, checksum) }),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Window {
  readonly begin: number;
  end: number;
  readonly entries: (readonly [string, TensorEntry])[];
}

/** Tensors in the file's order, which leaves no gaps, in groups of up to `windowBytes`; a larger one is alone. */
function windowsOf(sorted: Iterable<readonly [string, TensorEntry]>): Window[] {
  const windows: Window[] = [];
  for (const entry of sorted) {
    const [, { begin, end }] = entry;
    const last = windows.at(-1);
    if (last !== undefined && end - last.begin <= windowBytes) {
      last.entries.push(entry);
      last.end = end;
    } else {
      windows.push({ begin, end, entries: [entry] });
    }
  }
  return windows;
}

async function readTensor(file: BinaryFile, header: PlacedHeader, name: string): Promise<TensorData> {
  const entry = header.entries.get(name);
  if (entry === undefined) {
    throw new CheckpointError(`${file.path} has no tensor "${name}". It has ${someOf(header.entries.keys(), 5)}.`);
  }
  const { dtype, shape, begin, end } = entry;
  return { dtype, shape, data: valuesOf(dtype, await file.read(header.dataStart + begin, end - begin)) };
}
