/** The few names that PyTorch writes for a state dict: dicts, tensors, and the storages that hold their numbers. */
import type { SafetensorsDtype } from "../safetensors/tensor-data.ts";
import { PickledName, PickleError, type PickleRules } from "./pickle-machine.ts";

/** The numbers that one or more tensors share, somewhere else in the file. */
export interface TorchStorage {
  readonly key: string;
  readonly dtype: SafetensorsDtype;
  /** The count of its numbers. */
  readonly length: number;
}

/** A tensor as a view into a storage; `offset` and `stride` count numbers. */
export class TorchTensor {
  readonly storage: TorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];

  constructor(storage: TorchStorage, offset: number, shape: readonly number[], stride: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.stride = stride;
  }
}

const storageTypes: ReadonlyMap<string, SafetensorsDtype> = new Map([
  ["torch.FloatStorage", "F32"],
  ["torch.HalfStorage", "F16"],
  ["torch.BFloat16Storage", "BF16"],
  ["torch.LongStorage", "I64"],
  ["torch.IntStorage", "I32"],
  ["torch.ByteStorage", "U8"],
  ["torch.BoolStorage", "BOOL"],
]);

/** The rules for one file, which collect the storages that it names. */
export function torchRules(storages: Map<string, TorchStorage>): PickleRules {
  return {
    functions: new Map<string, (args: readonly unknown[]) => unknown>([
      ["collections.OrderedDict", orderedDict],
      ["torch._utils._rebuild_tensor_v2", rebuildTensor],
      ["torch._utils._rebuild_parameter", ([tensor]) => tensor],
    ]),
    names: new Set(storageTypes.keys()),
    persistent: (id) => storageOf(id, storages),
  };
}

function orderedDict([pairs = []]: readonly unknown[]): Map<unknown, unknown> {
  if (!Array.isArray(pairs) || !pairs.every(isPair)) throw new PickleError("an OrderedDict is made of no pairs");
  return new Map(pairs);
}

function isPair(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

/** ("storage", type, key, device, length), and in files from before PyTorch 1.6 a sixth that is None. */
function storageOf(id: unknown, storages: Map<string, TorchStorage>): TorchStorage {
  const [kind, type, key, , length, view = null] = Array.isArray(id) ? id : [];
  const dtype = type instanceof PickledName ? storageTypes.get(type.name) : undefined;
  if (kind !== "storage" || dtype === undefined || typeof key !== "string" || !isCount(length) || view !== null) {
    throw new PickleError("it refers to something that is no storage of a tensor");
  }
  const known = storages.get(key);
  if (known !== undefined && (known.dtype !== dtype || known.length !== length)) {
    throw new PickleError(`it describes the storage "${key}" in two ways`);
  }
  const storage = known ?? { key, dtype, length };
  storages.set(key, storage);
  return storage;
}

function rebuildTensor([storage, offset, shape, stride]: readonly unknown[]): TorchTensor {
  if (!isStorage(storage) || !isCount(offset) || !isCounts(shape) || !isCounts(stride)) {
    throw new PickleError("it describes a tensor without storage, offset, shape and strides");
  }
  const count = shape.reduce((product, size) => product * size, 1);
  const last = shape.reduce((sum, size, axis) => sum + (size - 1) * (stride[axis] ?? 0), offset);
  // A stride of 0 repeats numbers: a few bytes could claim to be terabytes.
  if (shape.length !== stride.length || count > storage.length || (count > 0 && last >= storage.length)) {
    throw new PickleError(
      `it describes a tensor [${shape.join(", ")}] at ${offset} with strides [${stride.join(", ")}] in a storage of ${storage.length} numbers`,
    );
  }
  return new TorchTensor(storage, offset, shape, stride);
}

function isStorage(value: unknown): value is TorchStorage {
  return typeof value === "object" && value !== null && "dtype" in value && "key" in value && "length" in value;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}
