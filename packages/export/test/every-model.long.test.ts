/** Every model of the zoo with every head: its description, and its ONNX file in onnxruntime-node. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { noise, relativeError } from "@tresnet/vitest";
import { modelNames } from "@tresnet/zoo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeNet, exportOnnx, findOnnxRuntime, modelNet, openOnnx, runNet } from "../src/index.ts";
import { type HeadName, heads, useHead, wholeModel } from "./example-models.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-every-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** float32, sums in another order: the limit of exports. */
const limit = 1e-5;

test.each(modelNames)("%s, every head, at 64, 72 and 224 pixels", async (name) => {
  const runtime = await findOnnxRuntime(["onnxruntime-node"]);
  if (runtime === undefined) throw new Error("onnxruntime-node is not installed");
  const model = wholeModel(name);
  const file = path.join(folder, `${name}.onnx`);
  for (const head of Object.keys(heads) as HeadName[]) {
    useHead(model, head);
    const net = describeNet(model);
    await exportOnnx(model, file);
    const exported = await openOnnx(file, runtime);
    const sizes = [[64, 3], [72, 1], ...(head === "linear" ? ([[224, 1]] as const) : [])] as const;
    for (const [size, n] of sizes) {
      const images = { values: noise(n * size * size * 3, 5), shape: [n, size, size, 3] } as const;
      const expected = await modelNet(model).run(images);
      const described = tf.tidy(() => runNet(net, tf.tensor4d(images.values, [...images.shape])).dataSync());
      expect(relativeError(described, expected), `${head}, ${size} pixels, described`).toBeLessThan(limit);
      expect(relativeError(await exported.run(images), expected), `${head}, ${size} pixels, ONNX`).toBeLessThan(limit);
    }
    await exported.dispose();
  }
  expect(await readdir(folder)).toEqual([`${name}.onnx`]); // one file, with nothing beside it
  await rm(file);
  model.dispose();
});
