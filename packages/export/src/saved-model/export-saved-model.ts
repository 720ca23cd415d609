/** `exportSavedModel`: a described net as TensorFlow's SavedModel, without TensorFlow. */
import { mkdir, open, writeFile } from "node:fs/promises";
import path from "node:path";
import { ExportError } from "../errors.ts";
import { type FromPixelsOptions, fromPixels } from "../net/from-pixels.ts";
import type { Net } from "../net/net.ts";
import { GraphWriter } from "../tensorflow/graph-writer.ts";
import { type WrittenNet, writeNet } from "../tensorflow/write-net.ts";
import { type OverwriteOptions, writeFolder } from "../write-folder.ts";
import { type GraphSignature, type SignatureEnd, savedModelMessage } from "./saved-model-message.ts";

/** What a SavedModel is to hold besides the net. */
export interface ExportSavedModelOptions extends OverwriteOptions {
  /** How the signature on bytes normalizes them, and what makes probabilities of the logits. */
  readonly pixels: FromPixelsOptions;
  /** Further files for programs to read, by their names in assets.extra/; a text or bytes each. @default none */
  readonly extra?: Readonly<Record<string, string | Uint8Array>>;
}

/** The most bytes that a message of protobuf can have. */
const mostBytes = 2 ** 31 - 1;

/**
 * Writes a net as a SavedModel: saved_model.pb with the weights in it, an empty variables/, further files in
 * assets.extra/. The signature "serving_default" takes `images` float32 [n, h, w, c], normalized, and gives `logits`
 * [n, classes]; "serving_pixels" takes `pixels` uint8 [n, h, w, c] and gives `probabilities` [n, classes]. The weights
 * lie in it once.
 * @throws ExportError when the folder holds something and `force` is not given, the disk is full, or the weights take
 * more than 2 GB.
 */
export async function exportSavedModel(
  net: Net,
  folder: string,
  { pixels, extra = {}, force }: ExportSavedModelOptions,
): Promise<void> {
  const writer = new GraphWriter();
  const images = writeNet(writer, net, { input: "images", output: "logits" });
  const pixelNet = fromPixels(net, pixels);
  const names = { input: "pixels", output: "probabilities", prefix: "from_pixels/" };
  const bytes = writeNet(writer, pixelNet, names);
  const signatures = [signatureOf("serving_default", net, images), signatureOf("serving_pixels", pixelNet, bytes)];
  const message = savedModelMessage(writer.nodes, signatures);
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

function signatureOf(name: string, { input: { type } }: Net, ends: WrittenNet): GraphSignature {
  const input: SignatureEnd = { key: ends.input, node: ends.input, dtype: type, shape: ends.inputShape };
  const output: SignatureEnd = { key: ends.output, node: ends.output, dtype: "float32", shape: ends.outputShape };
  return { name, inputs: [input], outputs: [output] };
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
