/** For browsers: a model by its address, images as files. */
import { blobPixels } from "./blob-pixels.ts";
import { type Classifier, classifierOf } from "./classifier.ts";
import { openGraphModel } from "./graph-model.ts";
import { type OnnxRuntime, openOnnxModel, requireOnnx } from "./onnx-model.ts";
import { PredictError } from "./predict-error.ts";
import type { ImagePixels } from "./prepare-image.ts";

export { blobPixels } from "./blob-pixels.ts";
export type { Classifier, ClassifyOptions } from "./classifier.ts";
export type { ChannelValues, Description, Preprocessing } from "./description.ts";
export type { OnnxRuntime, OnnxSession } from "./onnx-model.ts";
export { PredictError } from "./predict-error.ts";
export { type ImagePixels, prepareImage } from "./prepare-image.ts";
export type { Answer } from "./top-classes.ts";

/** An image for a browser's classifier: a file, or pixels. */
export type BrowserImage = Blob | ImagePixels;

/** What runs an ONNX file. */
export interface LoadOptions {
  /** The module onnxruntime-web or onnxruntime-node, which an ONNX file needs. */
  readonly onnx?: OnnxRuntime;
}

/**
 * Loads an exported model by its address: the folder of a graph model ("model/", of `--format tfjs-graph-model` or
 * `web`), which runs on the backend that TensorFlow.js has, or an .onnx file, which runs on `onnx`.
 * @throws PredictError when there is no model, or it does not say what it is.
 */
export async function loadClassifier(address: string, { onnx }: LoadOptions = {}): Promise<Classifier<BrowserImage>> {
  const { description, runtime } = address.endsWith(".onnx")
    ? await openOnnxModel(await fetchBytes(address), requireOnnx(onnx))
    : await openGraphModel(`${address.replace(/\/?(model\.json)?$/, "")}/model.json`);
  return classifierOf(description, runtime, async (image) => (image instanceof Blob ? blobPixels(image) : image));
}

async function fetchBytes(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new PredictError(`${address}: expected an ONNX file, got HTTP status ${response.status}. Check the address.`);
}
