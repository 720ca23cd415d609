/**
 * The layout of a .pth file before PyTorch 1.6: five pickles (magic number, version, system, value, storage keys), then
 * for each key the length of its storage and its numbers.
 */
import { plain, quoted } from "../quote.ts";
import type { BinaryFile } from "../safetensors/binary-file.ts";
import { PickleError } from "./pickle-machine.ts";
import { torchRules } from "./torch-rules.ts";
import type { TorchStorage } from "./torch-tensor.ts";
import { pickleLimitBytes, type TorchContents } from "./torch-zip.ts";
import { unpickle } from "./unpickle.ts";

/** @throws PickleError when the pickles are no state dict, or the storages don't fit them. */
export async function readTorchLegacy(file: BinaryFile): Promise<TorchContents> {
  const head = await file.read(0, Math.min(file.size, pickleLimitBytes));
  const storages = new Map<string, TorchStorage>();
  const rules = torchRules(storages);
  let end = 0;
  const next = () => {
    const pickle = unpickle(head, rules, file.counts, end);
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
  return { value, positions: await findStorages(file, { keys, storages, start: end, head }) };
}

interface StorageList {
  readonly keys: readonly unknown[];
  readonly storages: ReadonlyMap<string, TorchStorage>;
  readonly start: number;
  /** The file's first bytes, all of them where it is small. */
  readonly head: Uint8Array;
}

async function findStorages(
  file: BinaryFile,
  { keys, storages, start, head }: StorageList,
): Promise<Map<string, number>> {
  const positions = new Map<string, number>();
  let position = start;
  for (const key of keys) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    if (storage === undefined) {
      const name = typeof key === "string" ? plain(key) : typeof key;
      throw new PickleError(`it lists the storage "${name}", which no tensor uses`);
    }
    const isRead = position + 8 <= head.length;
    const prefix = isRead ? head.subarray(position, position + 8) : await file.read(position, 8);
    const length = new DataView(prefix.buffer, prefix.byteOffset, 8).getBigInt64(0, true);
    if (length !== BigInt(storage.length)) {
      throw new PickleError(`storage ${quoted(storage.key)} has ${length} numbers, expected ${storage.length}`);
    }
    positions.set(storage.key, position + 8);
    position += 8 + storage.byteLength;
    if (position > file.size) {
      throw new PickleError(
        `storage ${quoted(storage.key)} ends at byte ${position}, and the file at ${file.size}: it is cut off`,
      );
    }
  }
  return positions;
}
