/** Opens a checkpoint file of either format, told by its first bytes. */
import { CheckpointError } from "./checkpoint-error.ts";
import { otherKind } from "./other-kind.ts";
import { BinaryFile } from "./safetensors/binary-file.ts";
import { headerLimitBytes } from "./safetensors/header.ts";
import { openSafetensors } from "./safetensors/read-safetensors.ts";
import type { TensorFile } from "./safetensors/tensor-file.ts";
import { isTorchFile, openTorchFile, type TorchFileOptions } from "./torch/open-torch-file.ts";
import { withoutPrefixes } from "./without-prefixes.ts";

/** How a checkpoint of either format is opened. */
export interface OpenTensorFileOptions extends TorchFileOptions {}

/**
 * Opens a safetensors file, or a checkpoint of PyTorch's, by its first bytes and not by its name; the caller closes it.
 *
 * The tensors are those of the model: a training's checkpoint is unwrapped, and names lose what wrappers of models put
 * before them (`module.`, `_orig_mod.`, Lightning's `model.`). `unwrapped` says what was done.
 * @throws CheckpointError naming the file, when it is an address, missing, broken or names what it may not.
 */
export async function openTensorFile(path: string, options: OpenTensorFileOptions = {}): Promise<TensorFile> {
  if (/^https?:\/\//i.test(path)) {
    throw new CheckpointError(
      `${path}: expected the path of a file, got an address. Download it and give its path. TResNet's authors' own links have answered 403 since May 2026: the same weights are timm's tags on the Hugging Face hub, such as tresnet_m.miil_in21k_ft_in1k.`,
    );
  }
  const start = await firstBytes(path);
  if (isTorchFile(start.subarray(0, 4))) return withoutPrefixes(await openTorchFile(path, options));
  refuseOthers(path, start);
  return withoutPrefixes(await openSafetensors(path, options));
}

/**
 * Refuses a file that is neither, and says what it is: read as a safetensors header, its bytes would be a length of
 * many exabytes.
 */
function refuseOthers(path: string, start: Buffer): void {
  if (start.length < 8) return;
  const isHeader = start[8] === firstOfHeader && start.readBigUInt64LE() <= headerLimitBytes;
  if (isHeader) return;
  const found = otherKind(start);
  if (found === undefined) return;
  throw new CheckpointError(
    `${path}: expected a safetensors file, or a state dict of PyTorch's, got ${found.what}. ${found.advice}.`,
  );
}

const firstOfHeader = "{".charCodeAt(0);

/** As many bytes as tell what a file is. */
const startBytes = 264;

async function firstBytes(path: string): Promise<Buffer> {
  const file = await BinaryFile.open(path);
  try {
    return Buffer.from((await file.read(0, Math.min(startBytes, file.size))).buffer);
  } finally {
    await file.close();
  }
}
