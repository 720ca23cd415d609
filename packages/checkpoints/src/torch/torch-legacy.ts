/**
 * The layout of a .pth file before PyTorch 1.6: five pickles (magic number, version, system, value, storage keys), then
 * for each key the length of its storage and its numbers.
 */
import type { FileHandle } from "node:fs/promises";
import { readBytes } from "../safetensors/read-bytes.ts";
import { elementBytes } from "../safetensors/tensor-data.ts";
import { PickleError } from "./pickle-machine.ts";
import { type TorchStorage, torchRules } from "./torch-rules.ts";
import { pickleLimitBytes, type TorchContents } from "./torch-zip.ts";
import { unpickle } from "./unpickle.ts";

/**
 * Reads a file of this layout.
 * @throws PickleError when the pickles are no state dict, or the storages don't fit them.
 */
export async function readTorchLegacy(handle: FileHandle, path: string): Promise<TorchContents> {
  const { size } = await handle.stat();
  const head = await readBytes(handle, path, 0, Math.min(size, pickleLimitBytes));
  const storages = new Map<string, TorchStorage>();
  const rules = torchRules(storages);
  let end = 0;
  const next = () => {
    const pickle = unpickle(head, rules, end);
    end = pickle.end;
    return pickle.value;
  };
  next(); // the magic number, by which the file was recognized
  next(); // the version of the layout, of which there is one
  const system = next();
  if (system instanceof Map && system.get("little_endian") === false)
    throw new PickleError("its numbers are big-endian");
  const value = next();
  const keys = next();
  if (!Array.isArray(keys)) throw new PickleError("it has no list of storages");
  return { value, positions: await findStorages(handle, path, { keys, storages, start: end, size }) };
}

interface StorageList {
  readonly keys: readonly unknown[];
  readonly storages: ReadonlyMap<string, TorchStorage>;
  readonly start: number;
  /** The bytes of the file. */
  readonly size: number;
}

async function findStorages(
  handle: FileHandle,
  path: string,
  { keys, storages, start, size }: StorageList,
): Promise<Map<string, number>> {
  const positions = new Map<string, number>();
  let position = start;
  for (const key of keys) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    if (storage === undefined) throw new PickleError(`it lists the storage "${String(key)}", which no tensor uses`);
    const length = Buffer.from(await readBytes(handle, path, position, 8)).readBigInt64LE();
    if (length !== BigInt(storage.length)) {
      throw new PickleError(`storage "${storage.key}" has ${length} numbers, expected ${storage.length}`);
    }
    positions.set(storage.key, position + 8);
    position += 8 + storage.length * elementBytes[storage.dtype];
    if (position > size) {
      throw new PickleError(
        `storage "${storage.key}" ends at byte ${position}, and the file at ${size}: it is cut off`,
      );
    }
  }
  return positions;
}
