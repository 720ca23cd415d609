/** SavedModel and graph model of the whole zoo, with every head and at the sizes that are exported. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { expectParity, fixturePath, goldenSets, readGolden, relativeError } from "@tresnet/vitest";
import { modelNames } from "@tresnet/zoo";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeNet, type ExportedNet, exportSavedModel, exportTfjs, savedModelNet, tfjsNet } from "../src/index.ts";
import { everyExport, goldenModel, noiseImages, useHead, wholeModel } from "./example-models.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet graphs "));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Writes both formats of a net of any size, and loads them again. */
async function loadBoth(net: ReturnType<typeof describeNet>): Promise<readonly ExportedNet[]> {
  const each = (value: number) => new Array<number>(net.input.channels).fill(value);
  const pixels = { mean: each(0), std: each(1), probabilities: "softmax" } as const;
  const [saved, graph] = [path.join(folder, "saved"), path.join(folder, "graph")];
  await exportSavedModel(net, saved, { pixels, force: true });
  await exportTfjs(net, graph, { force: true });
  return [await savedModelNet(saved), await tfjsNet(graph)];
}

async function expectAnswers(nets: readonly ExportedNet[], images: tf.Tensor4D, expected: ArrayLike<number>) {
  const batch = { values: Float32Array.from(images.dataSync()), shape: images.shape };
  for (const net of nets) {
    expect(relativeError(await net.run(batch), expected), `${net.runtime}, [${images.shape}]`).toBeLessThan(1e-5);
  }
}

test.each(modelNames)("%s: every head, at 64, 72 and 224 pixels, and other channels", async (name) => {
  for (const { head, channels, images: sizes } of everyExport) {
    const model = wholeModel(name, channels);
    useHead(model, head);
    const nets = await loadBoth(describeNet(model));
    for (const [size, n] of sizes) {
      const images = noiseImages(n, size, channels);
      const expected = tf.tidy(() => model.forward(images, inference).dataSync());
      await expectAnswers(nets, images, expected);
      images.dispose();
    }
    for (const net of nets) await net.dispose();
    model.dispose();
  }
});

test.each(await goldenSets("eval.safetensors"))("golden logits of %s", async (set) => {
  const [model, file] = [await goldenModel(set), await readGolden(fixturePath("models", set, "eval.safetensors"))];
  const { values, shape } = file.get("x");
  const [n = 1, height = 1, width = 1, channels = 1] = shape;
  const nets = await loadBoth(describeNet(model));
  for (const net of nets) {
    const logits = await net.run({ values, shape: [n, height, width, channels] });
    expectParity(`models/${set} eval`, `logits, ${net.runtime}`, logits, file.get("logits").values, 1e-5);
    await net.dispose();
  }
  model.dispose();
});
