/** For browsers: a model by its address, images as files. */
import { blobPixels } from "./blob-pixels.ts";
import type { Classifier } from "./classification/classifier.ts";
import type { ObjectDetector } from "./detection/detector.ts";
import type { ImagePixels } from "./image-pixels.ts";
import { type AnyModel, anyModel, requireClassifier, requireDetector } from "./opening/open-model.ts";
import { PredictError } from "./predict-error.ts";
import { openGraphModel } from "./runtimes/graph-model.ts";
import { type OnnxRuntime, openOnnxModel, requireOnnx } from "./runtimes/onnx-model.ts";

export { blobPixels } from "./blob-pixels.ts";
export * from "./everywhere.ts";

/** An image for a browser's model: a file, or pixels. */
export type BrowserImage = Blob | ImagePixels;

/** What runs an ONNX file. */
export interface LoadOptions {
  /** The module onnxruntime-web or onnxruntime-node, which an ONNX file needs. */
  readonly onnx?: OnnxRuntime;
}

/**
 * Loads an exported model by its address: the folder of a graph model ("model/", of `--format tfjs-graph-model` or
 * `web`), which runs on the backend that TensorFlow.js has, or an .onnx file, which runs on `onnx`. What it is, its
 * `description.task` says: "detect" for a detector, else it is a classifier.
 * @throws PredictError when there is no model, or it does not say what it is.
 */
export async function loadModel(address: string, { onnx }: LoadOptions = {}): Promise<AnyModel<BrowserImage>> {
  const model = address.endsWith(".onnx")
    ? await openOnnxModel(await fetchBytes(address), requireOnnx(onnx))
    : await openGraphModel(`${address.replace(/\/?(model\.json)?$/, "")}/model.json`);
  return anyModel(model, async (image: BrowserImage) => (image instanceof Blob ? blobPixels(image) : image));
}

/**
 * Loads an exported classifier, as `loadModel` does.
 * @throws PredictError when there is none, or it does not say what it is.
 */
export async function loadClassifier(address: string, options: LoadOptions = {}): Promise<Classifier<BrowserImage>> {
  return requireClassifier(await loadModel(address, options));
}

/**
 * Loads an exported detector, as `loadModel` does.
 * @throws PredictError when there is none, or it does not say what it is.
 */
export async function loadDetector(address: string, options: LoadOptions = {}): Promise<ObjectDetector<BrowserImage>> {
  return requireDetector(await loadModel(address, options));
}

async function fetchBytes(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new PredictError(`${address}: expected an ONNX file, got HTTP status ${response.status}. Check the address.`);
}
