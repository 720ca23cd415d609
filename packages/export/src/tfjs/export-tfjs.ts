/** `exportTfjs`: a described net as TensorFlow.js's graph model, without TensorFlow. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type Net, outputName } from "../net/net.ts";
import { fuseConvolutions } from "../tensorflow/fuse-convolutions.ts";
import { GraphWriter } from "../tensorflow/graph-writer.ts";
import { writeNet } from "../tensorflow/write-net.ts";
import { type OverwriteOptions, writeFolder } from "../write-folder.ts";
import { type Json, type JsonObject, nodeJson, tensorInfoJson } from "./node-json.ts";
import { weightsManifest } from "./weights-manifest.ts";

/** What a graph model is to hold besides the net. */
export interface ExportTfjsOptions extends OverwriteOptions {
  /** Whether matrices and kernels are kept as float16, half the bytes; they compute as float32. @default false */
  readonly half?: boolean;
  /** What the model says of itself, as JSON: programs find it as `model.metadata`. @default {} */
  readonly metadata?: JsonObject;
}

/**
 * Writes a net as a graph model, which `loadGraphModel` of `@tensorflow/tfjs-converter` loads: model.json and its
 * weights in files of 4 MB. It takes `images` float32 [n, h, w, c], normalized, and gives `logits` [n, classes], of a
 * detector `answers` [n, locations, classes + 5]; of a net for bytes the images are int32.
 * @throws ExportError when the folder holds something and `force` is not given, or the disk is full.
 */
export async function exportTfjs(net: Net, folder: string, options: ExportTfjsOptions = {}): Promise<void> {
  const { half = false, metadata = {}, force } = options;
  const writer = new GraphWriter();
  const { input, inputShape, output, outputShape } = writeNet(writer, net, {
    input: "images",
    output: outputName(net),
  });
  const nodes = fuseConvolutions(writer.nodes);
  const { manifest, files } = weightsManifest(nodes, half);
  const model: Json = {
    format: "graph-model",
    generatedBy: "@tresnet/export",
    convertedBy: null,
    signature: {
      inputs: { [input]: tensorInfoJson(input, net.input.type, inputShape) },
      outputs: { [output]: tensorInfoJson(output, "float32", outputShape) },
    },
    userDefinedMetadata: metadata,
    modelTopology: { node: nodes.map(nodeJson), library: {}, versions: {} },
    weightsManifest: manifest,
  };
  await writeFolder(folder, { force }, async (partial) => {
    for (const [name, bytes] of files) await writeFile(path.join(partial, name), bytes);
    await writeFile(path.join(partial, "model.json"), JSON.stringify(model));
  });
}
