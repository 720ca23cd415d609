/** Opens a checkpoint of a model under this project's names, which are timm's, whoever wrote it. */
import { type OpenTensorFileOptions, openTensorFile, type TensorFile } from "@tresnet/checkpoints";
import { hasBottleneckHead, withMergedHead } from "./bottleneck-head.ts";
import { isMiilFile, miilAsTimm } from "./miil-layout.ts";
import { withAuthorsDecoder } from "./ml-decoder-layout.ts";
import { withoutOwner } from "./owner-prefix.ts";

/**
 * Opens timm's and the original authors' checkpoints, heads for many labels included; the caller closes the file.
 * @throws CheckpointError naming the file, when it can't be read.
 */
export async function openModelFile(path: string, options: OpenTensorFileOptions = {}): Promise<TensorFile> {
  const original = await openTensorFile(path, options);
  const opened = await withoutOwner(path, original);
  const file = isMiilFile(opened) ? miilAsTimm(opened) : opened;
  return withAuthorsDecoder(hasBottleneckHead(file) ? withMergedHead(file) : file);
}
