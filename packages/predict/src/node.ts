/** For Node: a model in a folder or file, images in files or as bytes, decoded as the training decodes them. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { decodeFile, decodeImage } from "@tresnet/data";
import { readWhole } from "@tresnet/files";
import type { Classifier } from "./classification/classifier.ts";
import type { ObjectDetector } from "./detection/detector.ts";
import type { ImagePixels } from "./image-pixels.ts";
import type { LoadOptions } from "./index.ts";
import { type AnyModel, anyModel, requireClassifier, requireDetector } from "./opening/open-model.ts";
import { openGraphModel } from "./runtimes/graph-model.ts";
import { openOnnxModel, requireOnnx } from "./runtimes/onnx-model.ts";

export * from "./everywhere.ts";
export type { LoadOptions } from "./index.ts";

/** The most bytes of a file of weights, which is what a system reads at once, and of a model.json. */
const [mostBytes, mostJsonBytes] = [2 ** 31 - 1, 2 ** 28];

/** An image for Node's model: the path of a file, its bytes, or pixels. */
export type NodeImage = string | URL | Uint8Array | ImagePixels;

/**
 * Loads an exported model: the folder of a graph model, which runs on the backend that TensorFlow.js has
 * (`useTensorFlow()` of @tresnet/engine, or @tensorflow/tfjs-backend-wasm), or an .onnx file, which runs on `onnx`.
 * What it is, its `description.task` says: "detect" for a detector, else it is a classifier.
 * @throws PredictError when the model does not say what it is; Error of the file system, or for files above 2 GiB.
 */
export async function loadModel(place: string | URL, { onnx }: LoadOptions = {}): Promise<AnyModel<NodeImage>> {
  const file = place instanceof URL ? fileURLToPath(place) : place;
  const model = file.endsWith(".onnx")
    ? await openOnnxModel(await readWhole(file, { mostBytes }), requireOnnx(onnx))
    : await openGraphModel({ load: () => readGraphModel(file.endsWith("model.json") ? path.dirname(file) : file) });
  return anyModel(model, pixelsOf);
}

/**
 * Loads an exported classifier, as `loadModel` does.
 * @throws PredictError when it does not say what it is, or is a detector; what `loadModel` throws.
 */
export async function loadClassifier(place: string | URL, options: LoadOptions = {}): Promise<Classifier<NodeImage>> {
  return requireClassifier(await loadModel(place, options));
}

/**
 * Loads an exported detector, as `loadModel` does.
 * @throws PredictError when it does not say what it is, or is a classifier; what `loadModel` throws.
 */
export async function loadDetector(place: string | URL, options: LoadOptions = {}): Promise<ObjectDetector<NodeImage>> {
  return requireDetector(await loadModel(place, options));
}

/** Reads model.json and its weights: TensorFlow.js alone reads no files. */
async function readGraphModel(folder: string): Promise<tf.io.ModelArtifacts> {
  const json: tf.io.ModelJSON = JSON.parse(
    String(await readWhole(path.join(folder, "model.json"), { mostBytes: mostJsonBytes })),
  );
  return tf.io.getModelArtifactsForJSON(json, async (manifest) => {
    const names = manifest.flatMap(({ paths }) => paths);
    const shards = await Promise.all(names.map((name) => readWhole(path.join(folder, name), { mostBytes })));
    return [manifest.flatMap(({ weights }) => weights), Uint8Array.from(Buffer.concat(shards)).buffer];
  });
}

async function pixelsOf(image: NodeImage): Promise<ImagePixels> {
  if (typeof image === "string") return decodeFile(image);
  if (image instanceof URL) return decodeFile(fileURLToPath(image));
  return image instanceof Uint8Array ? decodeImage(image) : image;
}
