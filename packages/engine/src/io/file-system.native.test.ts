import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fileSystem } from "./file-system.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet models "));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A small model with weights of two dtypes of layers: a convolution, batch norm and a dense layer. */
function makeModel(): layers.LayersModel {
  const model = layers.sequential({
    layers: [
      layers.layers.conv2d({ inputShape: [6, 6, 3], filters: 4, kernelSize: 3, activation: "relu" }),
      layers.layers.batchNormalization(),
      layers.layers.flatten(),
      layers.layers.dense({ units: 2, activation: "softmax" }),
    ],
  });
  model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
  return model;
}

const answers = (model: { predict(x: tf.Tensor): unknown }) =>
  tf.tidy(() => {
    const [y] = [model.predict(tf.ones([2, 6, 6, 3]))].flat();
    return y instanceof tf.Tensor ? [...y.dataSync()] : [];
  });

const json = async (file: string) => JSON.parse(await readFile(path.join(folder, file), "utf8"));

describe("file://", () => {
  test("keeps a LayersModel of tfjs-layers in model.json and weights.bin, as tfjs-node does", async () => {
    const model = makeModel();
    const expected = answers(model);
    const { modelArtifactsInfo } = await model.save(`file://${folder}/some/model`);
    expect(modelArtifactsInfo.modelTopologyType).toBe("JSON");
    const saved = await json("some/model/model.json");
    expect(Object.keys(saved)).toEqual(
      expect.arrayContaining(["modelTopology", "weightsManifest", "format", "generatedBy", "convertedBy"]),
    );
    expect(saved.weightsManifest[0].paths).toEqual(["weights.bin"]);
    expect((await readFile(path.join(folder, "some/model/weights.bin"))).length).toBe(4 * model.countParams());
    const loaded = await layers.loadLayersModel(`file://${folder}/some/model/model.json`);
    expect(answers(loaded)).toEqual(expected);
    // A second model takes the first one's place.
    const other = makeModel();
    await other.save(`file://${folder}/some/model`);
    const again = await layers.loadLayersModel(`file://${folder}/some/model/model.json`);
    expect(answers(again)).toEqual(answers(other));
    for (const one of [model, loaded, other, again]) one.dispose();
  });

  test("keeps the optimizer and metadata when asked", async () => {
    tf.engine().startScope(); // tfjs-layers leaves the count of steps behind
    const model = makeModel();
    model.setUserDefinedMetadata({ classes: ["a", "b"] });
    await model.save(`file://${folder}/model`, { includeOptimizer: true });
    expect((await json("model/model.json")).trainingConfig.loss).toBe("categorical_crossentropy");
    const loaded = await layers.loadLayersModel(`file://${folder}/model/model.json`);
    expect(loaded.getUserDefinedMetadata()).toEqual({ classes: ["a", "b"] });
    expect(loaded.optimizer.getClassName()).toBe("SGD");
    for (const one of [model, loaded]) {
      one.optimizer.dispose();
      one.dispose();
    }
    tf.engine().endScope();
  });

  test("reads weights in several files and groups", async () => {
    const model = makeModel();
    const expected = answers(model);
    await model.save(`file://${folder}`);
    const bytes = await readFile(path.join(folder, "weights.bin"));
    const saved = await json("model.json");
    const [{ weights }] = saved.weightsManifest;
    const first = 4 * tf.util.sizeFromShape(weights[0].shape);
    saved.weightsManifest = [
      { paths: ["group1-shard1of1.bin"], weights: weights.slice(0, 1) },
      { paths: ["group2-shard1of2.bin", "group2-shard2of2.bin"], weights: weights.slice(1) },
    ];
    await writeFile(path.join(folder, "model.json"), JSON.stringify(saved));
    await writeFile(path.join(folder, "group1-shard1of1.bin"), bytes.subarray(0, first));
    await writeFile(path.join(folder, "group2-shard1of2.bin"), bytes.subarray(first, first + 10)); // within a number
    await writeFile(path.join(folder, "group2-shard2of2.bin"), bytes.subarray(first + 10));
    const loaded = await layers.loadLayersModel(`file://${folder}/model.json`);
    expect(answers(loaded)).toEqual(expected);
    model.dispose();
    loaded.dispose();
  });

  test("takes a path from the program's folder, as tfjs-node does", async () => {
    const model = makeModel();
    const relative = path.relative(process.cwd(), path.join(folder, "model"));
    await model.save(`file://${relative}`);
    const loaded = await layers.loadLayersModel(`file://./${relative}/model.json`);
    expect(answers(loaded)).toEqual(answers(model));
    model.dispose();
    loaded.dispose();
  });

  test("loads and saves a GraphModel of tfjs-converter", async () => {
    await writeFile(path.join(folder, "model.json"), JSON.stringify(graphModel));
    await writeFile(path.join(folder, "part1.bin"), Buffer.from(Float32Array.of(1, 2).buffer));
    await writeFile(path.join(folder, "part2.bin"), Buffer.from(Float32Array.of(3).buffer));
    const model = await loadGraphModel(`file://${folder}/model.json`);
    const added = (from: typeof model) =>
      tf.tidy(() => [
        ...[from.predict(tf.zeros([3]))].flat().flatMap((y) => (y instanceof tf.Tensor ? [...y.dataSync()] : [])),
      ]);
    expect(added(model)).toEqual([1, 2, 3]);
    await model.save(`file://${folder}/again`);
    const again = await loadGraphModel(`file://${folder}/again/model.json`);
    expect(added(again)).toEqual([1, 2, 3]);
    model.dispose();
    again.dispose();
  });

  test("reads a graph in binary form beside its manifest", async () => {
    await writeFile(path.join(folder, "graph.pb"), Uint8Array.of(1, 2, 3));
    await writeFile(path.join(folder, "manifest.json"), JSON.stringify(graphModel.weightsManifest));
    await writeFile(path.join(folder, "part1.bin"), new Uint8Array(8));
    await writeFile(path.join(folder, "part2.bin"), new Uint8Array(4));
    const names = ["graph.pb", "manifest.json"];
    const [handler] = tf.io.getLoadHandlers(names.map((name) => `file://${folder}/${name}`));
    const loaded = await handler?.load?.();
    expect(loaded?.modelTopology).toEqual(Uint8Array.of(1, 2, 3).buffer);
    expect(loaded?.weightData).toEqual(new ArrayBuffer(12));
    expect(() => fileSystem(["one"])).toThrow(RangeError);
    await expect(fileSystem([...names]).save({})).rejects.toThrow("expected one folder to save into");
  });

  const weightsManifest = [{ paths: ["weights.bin"], weights: [{ name: "w", shape: [3], dtype: "float32" }] }];
  test.each([
    ["is missing", undefined, undefined, "model.json: expected the model.json of a model, found no such file"],
    ["is no JSON", "{", undefined, "model.json: expected the model.json of a model as JSON"],
    ["is other JSON", "[]", undefined, "found JSON without modelTopology and weightsManifest"],
    ["has no manifest", { modelTopology: {}, weightsManifest: 3 }, undefined, "expected a list of paths and weights"],
    ["lacks its weights", { modelTopology: {}, weightsManifest }, undefined, "weights.bin: expected weights of"],
    [
      "has too few weights",
      { modelTopology: {}, weightsManifest },
      8,
      "its weights take 12 bytes, found 8 in weights.bin",
    ],
    ["has too many weights", { modelTopology: {}, weightsManifest }, 16, "its weights take 12 bytes, found 16"],
    [
      "points out of its folder",
      { modelTopology: {}, weightsManifest: [{ ...weightsManifest[0], paths: ["../weights.bin"] }] },
      12,
      'expected weights in files beside it, got the path "../weights.bin"',
    ],
  ])("names a model that %s", async (_, model, bytes, message) => {
    const text = typeof model === "string" ? model : JSON.stringify(model);
    if (model !== undefined) await writeFile(path.join(folder, "model.json"), text);
    if (bytes !== undefined) await writeFile(path.join(folder, "weights.bin"), new Uint8Array(bytes));
    const error = await layers.loadLayersModel(`file://${folder}/model.json`).catch((reason: unknown) => reason);
    expect(String(error)).toContain(message);
    expect(String(error)).toContain(folder);
  });

  test("names a folder in a file's place, and a file in a folder's", async () => {
    await expect(layers.loadLayersModel(`file://${folder}`)).rejects.toThrow("it is a folder). Name the file in it");
    await writeFile(path.join(folder, "taken"), "");
    const model = makeModel();
    await expect(model.save(`file://${folder}/taken`)).rejects.toThrow(
      "expected a folder to save a model into, found a file",
    );
    await expect(model.save(`file://${folder}/taken/model`)).rejects.toThrow("found a file");
    model.dispose();
  });

  test("leaves other addresses to tfjs", () => {
    expect(tf.io.getLoadHandlers("memory://x")).toEqual([]);
    expect(tf.io.getLoadHandlers("file://x")).toHaveLength(1);
    expect(tf.io.getLoadHandlers(["file://x", "memory://y"])).toEqual([]);
  });
});

/** x + w, as the converter writes it. */
const graphModel = {
  format: "graph-model",
  generatedBy: "a test",
  convertedBy: null,
  modelTopology: {
    node: [
      {
        name: "x",
        op: "Placeholder",
        attr: { dtype: { type: "DT_FLOAT" }, shape: { shape: { dim: [{ size: "3" }] } } },
      },
      { name: "w", op: "Const", attr: { dtype: { type: "DT_FLOAT" } } },
      { name: "y", op: "AddV2", input: ["x", "w"], attr: { T: { type: "DT_FLOAT" } } },
    ],
    library: {},
    versions: { producer: 1 },
  },
  weightsManifest: [{ paths: ["part1.bin", "part2.bin"], weights: [{ name: "w", shape: [3], dtype: "float32" }] }],
};
