/** Every model of the zoo with every head: its description, and its ONNX file in onnxruntime-node. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { garbageCollector, relativeError } from "@tresnet/vitest";
import { modelNames } from "@tresnet/zoo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeNet, exportOnnx, findOnnxRuntime, modelNet, openOnnx, runNet } from "../src/index.ts";
import { everyExport, useHead, wholeModel } from "./example-models.ts";
import { noiseBatch } from "./image-batches.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-every-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Files and kernels of hundreds of megabytes lie outside of V8's heap, which does not see how many there are. */
const collectGarbage = garbageCollector();

/** float32, sums in another order: the limit of exports. */
const limit = 1e-5;

test.each(modelNames)("%s: every head, at 64, 72 and 224 pixels, and other channels", async (name) => {
  const runtime = await findOnnxRuntime(["onnxruntime-node"]);
  if (runtime === undefined) throw new Error("onnxruntime-node is not installed");
  const file = path.join(folder, `${name}.onnx`);
  for (const { head, channels, images: sizes } of everyExport) {
    const model = wholeModel(name, channels);
    useHead(model, head);
    const net = describeNet(model);
    await exportOnnx(model, file);
    const exported = await openOnnx(file, runtime);
    for (const [size, n] of sizes) {
      const images = noiseBatch(n, size, channels);
      const expected = await modelNet(model).run(images);
      const described = tf.tidy(() => runNet(net, tf.tensor4d(images.values, [...images.shape])).dataSync());
      const what = `${head}, ${channels} channels, ${size} pixels`;
      expect(relativeError(described, expected), `${what}, described`).toBeLessThan(limit);
      expect(relativeError(await exported.run(images), expected), `${what}, ONNX`).toBeLessThan(limit);
    }
    await exported.dispose();
    model.dispose();
    collectGarbage();
  }
  expect(await readdir(folder)).toEqual([`${name}.onnx`]); // one file, with nothing beside it
  await rm(file);
});
