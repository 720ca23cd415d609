/** TensorFlow.js's models in files, in the form that tfjs-node writes and reads: model.json beside weights.bin. */
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { errorCode, makeFolder, replaceFile } from "@tresnet/files";
import { readModelFile, readModelJson } from "./model-file.ts";
import { readWeights } from "./read-weights.ts";

const scheme = "file://";
const topologyName = "model.json";
const weightsName = "weights.bin";

// What tfjs takes for "no handler"; its types leave it out.
const notOurs = null as unknown as tf.io.IOHandler;

/** Writes and reads the models of one place. */
export interface FileSystemHandler extends tf.io.IOHandler {
  /** Writes a model into the folder. */
  readonly save: tf.io.SaveHandler;
  /** Reads a model. */
  readonly load: tf.io.LoadHandler;
}

/**
 * Makes the handler behind `file://`, which `LayersModel.save`, `loadLayersModel` and `loadGraphModel` take in place of
 * an address.
 *
 * To save, `place` is a folder, which is made where there is none: model.json and weights.bin are written into it, and
 * replace what was there. To load, it is the path of a model.json, or the paths of a graph in binary form and of its
 * weights manifest; weights in any number of files are read from where the manifest is.
 *
 * Both fail with an Error that names the file: one that is missing, that is no model, or whose weights are too short or
 * too long.
 * @throws RangeError when `place` is a list of another length than two.
 * @see https://github.com/tensorflow/tfjs/blob/tfjs-v4.22.0/tfjs-node/src/io/file_system.ts
 */
export function fileSystem(place: string | readonly string[]): FileSystemHandler {
  if (typeof place === "string") {
    const file = path.resolve(place);
    return { save: (model) => saveModel(file, model), load: () => loadModel(file) };
  }
  const [graph, manifest] = place.map((file) => path.resolve(file));
  if (graph === undefined || manifest === undefined || place.length !== 2) {
    throw new RangeError(
      `fileSystem: expected two paths, of a graph and of its weights manifest, got ${place.length}. Pass one model.json, or these two.`,
    );
  }
  return {
    save: () => Promise.reject(new Error(`fileSystem: expected one folder to save into, got two paths. Pass one.`)),
    load: () => loadBinaryGraph(graph, manifest),
  };
}

/** Lets TensorFlow.js save and load by `file://`, unless it can already. */
export function registerFileScheme(): void {
  const router = (url: string | string[]) => {
    const places = [url].flat();
    if (!places.every((place) => place.startsWith(scheme))) return notOurs;
    return fileSystem(typeof url === "string" ? withoutScheme(url) : places.map(withoutScheme));
  };
  // tfjs refuses an address that two handlers answer to.
  if (tf.io.getSaveHandlers(scheme).length === 0) tf.io.registerSaveRouter(router);
  if (tf.io.getLoadHandlers(scheme).length === 0) tf.io.registerLoadRouter(router);
}

/** As tfjs-node, what follows the scheme is a path as it is: `file://./model` is one beside the program. */
function withoutScheme(url: string): string {
  return url.slice(scheme.length);
}

async function saveModel(folder: string, model: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> {
  if (model.modelTopology instanceof ArrayBuffer) {
    throw new Error(`${folder}: a graph in binary form can't be saved. Save it as TensorFlow.js's JSON.`);
  }
  await makeFolder(folder).catch((error: unknown) => {
    if (errorCode(error) !== "EEXIST" && errorCode(error) !== "ENOTDIR") throw error;
    throw new Error(`${folder}: expected a folder to save a model into, found a file. Choose another path.`, {
      cause: error,
    });
  });
  const weights = Buffer.from(tf.io.CompositeArrayBuffer.join(model.weightData));
  const manifest = [{ paths: [weightsName], weights: model.weightSpecs ?? [] }];
  const { modelTopology, format, generatedBy, convertedBy, trainingConfig, signature, userDefinedMetadata } = model;
  const json: tf.io.ModelJSON = {
    modelTopology: modelTopology ?? {},
    weightsManifest: manifest,
    ...(format !== undefined && { format }),
    ...(generatedBy !== undefined && { generatedBy }),
    ...(convertedBy !== undefined && { convertedBy }),
    ...(trainingConfig !== undefined && { trainingConfig }),
    ...(signature !== undefined && { signature }),
    ...(userDefinedMetadata !== undefined && { userDefinedMetadata }),
    ...(model.modelInitializer !== undefined && { modelInitializer: model.modelInitializer }),
    ...(model.initializerSignature !== undefined && { initializerSignature: model.initializerSignature }),
  };
  // The weights first: a model.json always has them beside it.
  await replaceFile(path.join(folder, weightsName), (handle) => handle.writeFile(weights));
  await replaceFile(path.join(folder, topologyName), (handle) => handle.writeFile(JSON.stringify(json)));
  return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(model) };
}

async function loadModel(file: string): Promise<tf.io.ModelArtifacts> {
  const json = await readModelJson(file, "the model.json of a model");
  if (!isModel(json)) {
    throw new Error(
      `${file}: expected a model of TensorFlow.js, found JSON without modelTopology and weightsManifest. Name its model.json.`,
    );
  }
  return tf.io.getModelArtifactsForJSON(json, (manifest) => readWeights(file, manifest));
}

async function loadBinaryGraph(graph: string, manifest: string): Promise<tf.io.ModelArtifacts> {
  const topology = await readModelFile(graph, "a graph in binary form");
  const [weightSpecs, weightData] = await readWeights(manifest, await readModelJson(manifest, "a weights manifest"));
  return { modelTopology: Uint8Array.from(topology).buffer, weightSpecs, weightData };
}

/** Whether JSON has a model's parts; what is in them is tfjs's to check. */
function isModel(json: unknown): json is tf.io.ModelJSON {
  return typeof json === "object" && json !== null && ("modelTopology" in json || "weightsManifest" in json);
}
