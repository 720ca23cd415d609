/** Writes safetensors files tensor by tensor, so that no moment leaves a half-written file under the final name. */
import type { FileHandle } from "node:fs/promises";
import { replaceFile } from "@tresnet/files";
import { CheckpointError } from "../checkpoint-error.ts";
import { checksumPosition, fileHash, withChecksum, withoutChecksum } from "./checksum.ts";
import { elementBytes, elementCount, numberBytes, type SafetensorsDtype } from "./dtypes.ts";
import { formatHeader, type TensorEntry } from "./header.ts";
import type { TensorData, TensorValues } from "./tensor-data.ts";

/** A tensor whose values are fetched when they are about to be written, one tensor at a time. */
export interface LazyTensorData {
  /** The number format of the values, under safetensors' name. */
  readonly dtype: SafetensorsDtype;
  /** The sizes of the axes; [] for a scalar. */
  readonly shape: readonly number[];
  /** Gives the values in row-major order; called once, when they are about to be written. */
  readonly data: () => TensorValues | Promise<TensorValues>;
}

/** How a file is written. */
export interface WriteSafetensorsOptions {
  /**
   * Puts the SHA-256 of the whole file into its metadata, which `readSafetensors` and `verify` of `openSafetensors`
   * compare. Other programs see one more text in the metadata. Costs about 70 ms for 100 MB.
   * @default false
   */
  readonly checksum?: boolean;
}

/**
 * Writes tensors and metadata as a safetensors file to `path`, replacing an older file in one atomic step.
 *
 * The bytes go to a new file beside `path`, reach the disk, and are then renamed; when anything fails, the old file
 * stays as it was.
 * @throws CheckpointError naming the file, and the tensor where one is at fault, with the cause (a full disk, …).
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, TensorData | LazyTensorData>,
  metadata: Readonly<Record<string, string>> = {},
  { checksum = false }: WriteSafetensorsOptions = {},
): Promise<void> {
  const entries = layOut(tensors, path);
  const own = withoutChecksum(metadata); // that of another file is none of this one
  await replaceFile(path, async (handle) => {
    const header = formatHeader({ entries, metadata: checksum ? withChecksum(own) : own });
    const hash = checksum ? fileHash(header) : undefined;
    await writeAll(handle, header);
    for (const [name, entry] of entries) {
      const tensor = tensors.get(name);
      if (tensor === undefined) continue;
      const bytes = await bytesOf(tensor, entry, name, path);
      hash?.update(bytes);
      await writeAll(handle, bytes);
    }
    if (hash !== undefined) await handle.write(hash.digest("hex"), checksumPosition(header));
  }).catch((cause: unknown) => {
    if (cause instanceof CheckpointError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError(`${path} was not written: ${reason}. What was there before is still there.`, { cause });
  });
}

/**
 * Gives every tensor its place: large elements first, so that each tensor starts at a multiple of its element's size.
 */
function layOut(tensors: ReadonlyMap<string, TensorData | LazyTensorData>, path: string): Map<string, TensorEntry> {
  const entries = new Map<string, TensorEntry>();
  let begin = 0;
  const byElement = [...tensors].sort(([, a], [, b]) => elementBytes[b.dtype] - elementBytes[a.dtype]);
  for (const [name, { dtype, shape }] of byElement) {
    if (name === "__metadata__" || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
      throw new CheckpointError(
        `${path} was not written: tensor "${name}" [${shape.join(", ")}] has no valid name and shape.`,
      );
    }
    const end = begin + elementCount(shape) * elementBytes[dtype];
    entries.set(name, { dtype, shape, begin, end });
    begin = end;
  }
  return entries;
}

async function bytesOf(
  { data }: TensorData | LazyTensorData,
  { dtype, shape, begin, end }: TensorEntry,
  name: string,
  path: string,
): Promise<Uint8Array> {
  const values = typeof data === "function" ? await data() : data;
  if (values.byteLength !== end - begin || values.BYTES_PER_ELEMENT !== numberBytes(dtype)) {
    throw new CheckpointError(
      `${path} was not written: tensor "${name}" is ${dtype} [${shape.join(", ")}], expected ${end - begin} bytes of it, got ${values.byteLength}.`,
    );
  }
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, Math.min(bytes.length - done, 2 ** 30));
    done += bytesWritten;
  }
}
