/** Reads state dicts that PyTorch saved (.pth, .pt, .bin), tensor by tensor, and never runs what a file says. */
import { CheckpointError } from "../checkpoint-error.ts";
import { quoted, visible } from "../quote.ts";
import type { ReadCounts } from "../read-counts.ts";
import { BinaryFile, memoryOf } from "../safetensors/binary-file.ts";
import { elementBytes, elementCount } from "../safetensors/dtypes.ts";
import { type TensorData, valuesOf } from "../safetensors/tensor-data.ts";
import type { TensorFile } from "../safetensors/tensor-file.ts";
import { classNamesIn } from "../state-dict/class-names.ts";
import { findStateDict } from "../state-dict/find-state-dict.ts";
import { gatherView } from "./gather-view.ts";
import { NumpyArray } from "./numpy-values.ts";
import { InertValue, PickleError } from "./pickle-machine.ts";
import { readTorchLegacy } from "./torch-legacy.ts";
import { TorchTensor } from "./torch-tensor.ts";
import { readTorchZip } from "./torch-zip.ts";

/** How the two layouts start: a zip, and the pickle of PyTorch's magic number. */
const zipStart = Buffer.from("PK\x03\x04", "latin1");
const legacyStart = Buffer.from([0x80, 0x02, 0x8a, 0x0a]);

/** Whether a file with these first four bytes was written by `torch.save`. */
export function isTorchFile(start: Uint8Array): boolean {
  return zipStart.equals(start) || legacyStart.equals(start);
}

/** How a checkpoint is opened. */
export interface TorchFileOptions {
  /**
   * Takes averaged weights (EMA) where the file has them beside raw ones, as timm's `load_state_dict` does; false takes
   * the raw ones. Where there is only one kind, that is taken.
   * @default true
   */
  readonly useEma?: boolean;
  /** Hears what the reading cost, also when it fails. */
  readonly counts?: ReadCounts;
}

/**
 * Opens a state dict that `torch.save` wrote, alone or under a key of a training's checkpoint; the caller closes it.
 *
 * Only dicts, tensors and plain values are read, and inert types beside them are passed over; a file that names
 * anything else is refused.
 * @throws CheckpointError naming the file, and what is forbidden or broken in it.
 */
export async function openTorchFile(
  path: string,
  { useEma = true, counts }: TorchFileOptions = {},
): Promise<TensorFile> {
  const file = await BinaryFile.open(path, counts);
  try {
    const isZip = zipStart.equals(await file.read(0, 4));
    const { value, positions } = await (isZip ? readTorchZip(file) : readTorchLegacy(file));
    const alone = value instanceof NumpyArray ? "an array of NumPy" : value instanceof InertValue && value.what;
    if (alone) throw new PickleError(`it holds ${alone}, and no dict of tensors. ${inPython}`);
    const { tensors, unwrapped } = findStateDict(value, { isTensor, unread }, useEma);
    const classNames = classNamesIn(value, plainList);
    checkTotal(tensors.values(), file.size);
    const isBare = [unwrapped.wrappers, unwrapped.leftOut, unwrapped.unread].every(({ length }) => length === 0);
    return {
      entries: new Map([...tensors].map(([name, { shape, dtype }]) => [name, { shape, dtype }])),
      metadata: {},
      ...(classNames !== undefined && { classNames }),
      ...(!isBare && { unwrapped: { ...unwrapped, prefixes: [], withoutPrefix: [] } }),
      read: (name) => readTensor(file, name, tensors.get(name), positions),
      close: () => file.close(),
    };
  } catch (cause) {
    await file.close();
    if (cause instanceof CheckpointError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const said = cause instanceof PickleError ? reason : brokenZip(reason);
    throw new CheckpointError(`${path} is no readable PyTorch checkpoint: ${said.replace(/\.$/, "")}.`, { cause });
  }
}

const inPython = "Save the weights alone, in Python: torch.save(model.state_dict(), ...)";

/** The reader of zips looks for its table of contents, which stands at the end. */
function brokenZip(reason: string): string {
  return reason.startsWith("End of central directory")
    ? "it breaks off: the end of the file is missing. Fetch it again"
    : visible(reason);
}

/** Tensors may together take so many times the bytes of their file, and `sharedLimitBytes`. */
const sharedLimit = 16;

/** The most bytes of tensors that share and repeat numbers, beside `sharedLimit`. */
const sharedLimitBytes = 2 ** 26;

/** Views of one storage, and strides of 0, which repeat numbers: a few bytes could claim to be terabytes. */
function checkTotal(tensors: Iterable<TorchTensor>, fileBytes: number): void {
  let total = 0;
  for (const tensor of tensors) total += tensor.byteLength + (tensor.isContiguous ? 0 : tensor.spanBytes);
  const limit = sharedLimit * fileBytes + sharedLimitBytes;
  if (total <= limit) return;
  throw new PickleError(
    `its tensors share and repeat numbers to ${total} bytes, the limit for a file of its size is ${limit}`,
  );
}

function isTensor(value: unknown): value is TorchTensor {
  return value instanceof TorchTensor;
}

/** A list for an array of texts; anything else as it is. */
function plainList(value: unknown): unknown {
  return value instanceof NumpyArray ? value.texts() : value;
}

function unread(value: unknown): string | undefined {
  return value instanceof InertValue && value.isTensor ? value.what : undefined;
}

async function readTensor(
  file: BinaryFile,
  name: string,
  tensor: TorchTensor | undefined,
  positions: ReadonlyMap<string, number>,
): Promise<TensorData> {
  const start = tensor && positions.get(tensor.storage.key);
  if (tensor === undefined || start === undefined) {
    throw new CheckpointError(`${file.path} has no tensor ${quoted(name)}.`);
  }
  const { dtype, shape, offset, byteLength, spanBytes } = tensor;
  const from = start + offset * elementBytes[dtype];
  if (tensor.isContiguous || byteLength === 0) {
    return { dtype, shape, data: valuesOf(dtype, await file.read(from, byteLength)) };
  }
  const span = await file.read(from, spanBytes);
  const gathered = memoryOf(file, byteLength);
  file.counts.operations += elementCount(shape);
  gatherView(span, tensor, gathered);
  return { dtype, shape, data: valuesOf(dtype, gathered) };
}
