/** `exportSavedModel`: a described net as TensorFlow's SavedModel, without TensorFlow. */
import { type FromPixelsOptions, fromPixels } from "../net/from-pixels.ts";
import type { Net } from "../net/net.ts";
import { GraphWriter } from "../tensorflow/graph-writer.ts";
import { type WrittenNet, writeNet } from "../tensorflow/write-net.ts";
import type { OverwriteOptions } from "../write-folder.ts";
import { type GraphSignature, type SignatureEnd, savedModelMessage } from "./saved-model-message.ts";
import { writeSavedModel } from "./write-saved-model.ts";

/** What a SavedModel is to hold besides the net. */
export interface ExportSavedModelOptions extends OverwriteOptions {
  /** How the signature on bytes normalizes them, and what makes probabilities of the logits. */
  readonly pixels: FromPixelsOptions;
  /** Further files for programs to read, by their names in assets.extra/; a text or bytes each. @default none */
  readonly extra?: Readonly<Record<string, string | Uint8Array>>;
}

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
  await writeSavedModel(folder, message, { extra, force });
}

function signatureOf(name: string, { input: { type } }: Net, ends: WrittenNet): GraphSignature {
  const input: SignatureEnd = { key: ends.input, node: ends.input, dtype: type, shape: ends.inputShape };
  const output: SignatureEnd = { key: ends.output, node: ends.output, dtype: "float32", shape: ends.outputShape };
  return { name, inputs: [input], outputs: [output] };
}
