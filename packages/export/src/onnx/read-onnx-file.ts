import { readWhole } from "@tresnet/files";
import { ExportError } from "../errors.ts";

/** A message of protobuf, which such a file is, ends at 2 GiB. */
const mostBytes = 2 ** 31 - 1;

/**
 * The bytes of an ONNX file, at most 2 GiB.
 * @throws ExportError naming the file and why it cannot be read.
 */
export async function readOnnxFile(file: string): Promise<Buffer> {
  try {
    return await readWhole(file, { mostBytes });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new ExportError(`${file}: expected an ONNX file that can be read (${reason}). Check the path.`, { cause });
  }
}
