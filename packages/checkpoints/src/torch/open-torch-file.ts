/** Reads state dicts that PyTorch saved (.pth, .pt, .bin), tensor by tensor, and never runs what a file says. */
import { type FileHandle, open } from "node:fs/promises";
import { CheckpointError } from "../checkpoint-error.ts";
import { readBytes } from "../safetensors/read-bytes.ts";
import { elementBytes, elementCount, type TensorData, valuesOf } from "../safetensors/tensor-data.ts";
import type { TensorFile } from "../safetensors/tensor-file.ts";
import { PickleError } from "./pickle-machine.ts";
import { readTorchLegacy } from "./torch-legacy.ts";
import { TorchTensor } from "./torch-rules.ts";
import { readTorchZip } from "./torch-zip.ts";

/** How the two layouts start: a zip, and the pickle of PyTorch's magic number. */
const zipStart = Buffer.from("PK\x03\x04", "latin1");
const legacyStart = Buffer.from([0x80, 0x02, 0x8a, 0x0a]);

/** Whether a file with these first four bytes was written by `torch.save`. */
export function isTorchFile(start: Uint8Array): boolean {
  return zipStart.equals(start) || legacyStart.equals(start);
}

/**
 * Opens a state dict that `torch.save` wrote, alone or under the key "model" or "state_dict"; the caller closes it.
 *
 * Only dicts, tensors of floats, integers and booleans, and plain values are read; a file that names anything else is
 * refused.
 * @throws CheckpointError naming the file, and what is forbidden or broken in it.
 */
export async function openTorchFile(path: string): Promise<TensorFile> {
  const handle = await open(path, "r").catch((cause: unknown) => {
    throw new CheckpointError(`${path} can't be opened. Check the path and the rights to read it.`, { cause });
  });
  try {
    const isZip = zipStart.equals(await readBytes(handle, path, 0, 4));
    const { value, positions } = await (isZip ? readTorchZip(handle, path) : readTorchLegacy(handle, path));
    const tensors = stateDictIn(value);
    return {
      entries: new Map([...tensors].map(([name, { shape, storage }]) => [name, { shape, dtype: storage.dtype }])),
      metadata: {},
      read: (name) => readTensor(handle, path, name, tensors.get(name), positions),
      close: () => handle.close(),
    };
  } catch (cause) {
    await handle.close();
    if (cause instanceof CheckpointError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError(`${path} is no readable PyTorch checkpoint: ${reason}.`, { cause });
  }
}

/** The tensors of a state dict by name; a training's checkpoint has it under a key of its own. */
function stateDictIn(value: unknown): Map<string, TorchTensor> {
  let dict: unknown = value;
  for (const key of ["model", "state_dict"]) {
    if (dict instanceof Map && dict.get(key) instanceof Map) dict = dict.get(key);
  }
  const tensors = new Map<string, TorchTensor>();
  for (const [name, tensor] of dict instanceof Map ? dict : []) {
    if (typeof name === "string" && tensor instanceof TorchTensor) tensors.set(name, tensor);
  }
  if (tensors.size === 0) throw new PickleError("it holds no dict of tensors");
  return tensors;
}

async function readTensor(
  handle: FileHandle,
  path: string,
  name: string,
  tensor: TorchTensor | undefined,
  positions: ReadonlyMap<string, number>,
): Promise<TensorData> {
  const start = tensor && positions.get(tensor.storage.key);
  if (tensor === undefined || start === undefined) throw new CheckpointError(`${path} has no tensor "${name}".`);
  const { shape, stride, offset, storage } = tensor;
  const { dtype } = storage;
  const size = elementBytes[dtype];
  const count = elementCount(shape);
  if (isContiguous(shape, stride)) {
    const bytes = await readBytes(handle, path, start + offset * size, count * size);
    return { dtype, shape, data: valuesOf(dtype, bytes) };
  }
  const all = await readBytes(handle, path, start, storage.length * size);
  return { dtype, shape, data: valuesOf(dtype, gather(all, tensor, count, size)) };
}

/** Whether the numbers lie in row-major order without gaps. */
function isContiguous(shape: readonly number[], stride: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const size = shape[axis] ?? 1;
    if (size !== 1 && stride[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

/** The numbers of a view in row-major order; weights kept in channels-last layout are saved with such strides. */
function gather(all: Uint8Array, { shape, stride, offset }: TorchTensor, count: number, size: number): Uint8Array {
  const result = new Uint8Array(count * size);
  const index = shape.map(() => 0);
  let position = offset;
  for (let i = 0; i < count; i += 1) {
    result.set(all.subarray(position * size, (position + 1) * size), i * size);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const next = (index[axis] ?? 0) + 1;
      position += stride[axis] ?? 0;
      index[axis] = next;
      if (next < (shape[axis] ?? 1)) break;
      position -= next * (stride[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return result;
}
