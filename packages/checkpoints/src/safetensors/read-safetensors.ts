/** Reads safetensors files: everything at once, or tensor by tensor without holding the rest in memory. */
import { type FileHandle, open } from "node:fs/promises";
import { CheckpointError } from "../checkpoint-error.ts";
import { broken, headerLimitBytes, parseHeader, type SafetensorsHeader } from "./header.ts";
import { readBytes } from "./read-bytes.ts";
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
  /** Closes the file; nothing can be read afterwards. */
  close(): Promise<void>;
}

/**
 * Reads a whole safetensors file.
 * @throws CheckpointError naming the file, and the tensor where one is at fault, when it is missing or broken.
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  const file = await openSafetensors(path);
  try {
    const tensors = new Map<string, TensorData>();
    for (const name of file.entries.keys()) tensors.set(name, await file.read(name));
    return { tensors, metadata: file.metadata };
  } finally {
    await file.close();
  }
}

/**
 * Opens a safetensors file and reads and checks its header; the caller closes it.
 * @throws CheckpointError naming the file, and the tensor where one is at fault, when it is missing or broken.
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const handle = await openFile(path);
  try {
    const { header, dataStart } = await readHeader(handle, path);
    return {
      ...header,
      read: (name) => readTensor(handle, path, header, name, dataStart),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (cause) {
    throw new CheckpointError(`${path} can't be opened. Check the path and the rights to read it.`, { cause });
  }
}

async function readHeader(handle: FileHandle, path: string): Promise<{ header: SafetensorsHeader; dataStart: number }> {
  const { size } = await handle.stat();
  if (size < 8) throw broken(path, `it has ${size} bytes, and the length of its header alone takes 8`);
  const length = Buffer.from(await readBytes(handle, path, 0, 8)).readBigUInt64LE();
  if (length > BigInt(headerLimitBytes)) {
    throw broken(path, `its header claims ${length} bytes, the limit is ${headerLimitBytes}`);
  }
  const dataStart = 8 + Number(length);
  if (dataStart > size) throw broken(path, `its header claims ${length} bytes, the file has ${size}`);
  const json = Buffer.from(await readBytes(handle, path, 8, Number(length))).toString("utf8");
  return { header: parseHeader(json, size - dataStart, path), dataStart };
}

async function readTensor(
  handle: FileHandle,
  path: string,
  { entries }: SafetensorsHeader,
  name: string,
  dataStart: number,
): Promise<TensorData> {
  const entry = entries.get(name);
  if (entry === undefined) {
    throw new CheckpointError(
      `${path} has no tensor "${name}". It has ${[...entries.keys()].slice(0, 5).join(", ")}, …`,
    );
  }
  const { dtype, shape, begin, end } = entry;
  const bytes = await readBytes(handle, path, dataStart + begin, end - begin);
  return { dtype, shape, data: valuesOf(dtype, bytes) };
}
