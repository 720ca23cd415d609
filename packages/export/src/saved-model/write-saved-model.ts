/** The folder of a SavedModel. */
import { mkdir, open, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ProtobufWriter } from "@tresnet/engine";
import { ExportError } from "../errors.ts";
import { type OverwriteOptions, writeFolder } from "../write-folder.ts";

/** What lies beside the message. */
export interface SavedModelFiles extends OverwriteOptions {
  /** Files for programs to read, by their names in assets.extra/. */
  readonly extra: Readonly<Record<string, string | Uint8Array>>;
}

/** The most bytes that a message of protobuf can have. */
const mostBytes = 2 ** 31 - 1;

/**
 * Writes saved_model.pb, an empty variables/ and further files in assets.extra/.
 * @throws ExportError when the folder holds something and `force` is not given, the disk is full, or the weights take
 * more than 2 GB.
 */
export async function writeSavedModel(
  folder: string,
  message: ProtobufWriter,
  { extra, force }: SavedModelFiles,
): Promise<void> {
  if (message.length > mostBytes) {
    throw new ExportError(
      `${folder}: expected weights of at most 2 GB, which a SavedModel holds, got ${message.length} bytes. Export a smaller model, or another format.`,
    );
  }
  await writeFolder(folder, { force }, async (partial) => {
    await mkdir(path.join(partial, "variables"));
    await writeChunks(path.join(partial, "saved_model.pb"), message.chunks);
    if (Object.keys(extra).length === 0) return;
    await mkdir(path.join(partial, "assets.extra"));
    for (const [name, content] of Object.entries(extra)) {
      await writeFile(path.join(partial, "assets.extra", name), content);
    }
  });
}

/** Writes the many small pieces of a message and the few large ones in few calls, without copying the large ones. */
async function writeChunks(file: string, chunks: readonly Uint8Array[]): Promise<void> {
  const atOnce = 512;
  const handle = await open(file, "wx");
  try {
    for (let start = 0; start < chunks.length; start += atOnce) {
      const part = chunks.slice(start, start + atOnce);
      const size = part.reduce((sum, { length }) => sum + length, 0);
      const { bytesWritten } = await handle.writev(part);
      if (bytesWritten !== size) await handle.writeFile(Buffer.concat(part).subarray(bytesWritten));
    }
  } finally {
    await handle.close();
  }
}
