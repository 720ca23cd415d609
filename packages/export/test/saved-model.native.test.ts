/** SavedModels of nets like the zoo's, loaded by TensorFlow's library, against the models themselves. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { loadSavedModel } from "@tresnet/engine";
import { relativeError } from "@tresnet/vitest";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  checkExport,
  describeNet,
  type ExportedNet,
  exportSavedModel,
  exportTfjs,
  modelNet,
  savedModelNet,
  tfjsNet,
} from "../src/index.ts";
import { type HeadName, heads, noiseImages, type SmallName, smallModel, smallVariants } from "./example-models.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet saved "));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const smallNames = Object.keys(smallVariants) as SmallName[];
const headNames = Object.keys(heads) as HeadName[];
const cases = [
  ...smallNames.map((name) => ({ name, head: "linear", size: 64, channels: 3 }) as const),
  ...headNames.map((head) => ({ name: "small_m", head, size: 72, channels: 3 }) as const),
  ...headNames.map((head) => ({ name: "small_v2", head, size: undefined, channels: 3 }) as const),
  ...[1, 4].map((channels) => ({ name: "small_m", head: "linear", size: 64, channels }) as const),
];

test.each(cases)("$name, $head, $size pixels, $channels channels: the model's logits", async (one) => {
  const { name, head, size, channels } = one;
  const model = smallModel(name, head, { inChannels: channels });
  const ones = new Array<number>(channels).fill(1);
  const pixels = { mean: ones, std: ones, probabilities: "softmax" } as const;
  await exportSavedModel(describeNet(model, { size }), folder, { pixels });
  const saved = await loadSavedModel(folder);
  for (const [n, side] of [
    [1, size ?? 64],
    [3, size ?? 72],
  ] as const) {
    const images = noiseImages(n, side, channels);
    const expected = tf.tidy(() => model.forward(images, inference).dataSync());
    const { logits } = await saved.run("serving_default", { images });
    // 1e-5: sums of hundreds of products in another order.
    expect(relativeError(logits?.dataSync() ?? [], expected)).toBeLessThan(1e-5);
    tf.dispose([images, ...(logits === undefined ? [] : [logits])]);
  }
  saved.dispose();
  model.dispose();
});

test("the check passes what was written, and notices one changed weight in either format", async () => {
  const model = smallModel("small_m");
  const net = describeNet(model, { size: 64 });
  const ones = [1, 1, 1];
  const images = noiseImages(2, 64);
  const batch = { values: Float32Array.from(images.dataSync()), shape: [2, 64, 64, 3] } as const;
  images.dispose();
  const check = async (load: (folder: string) => Promise<ExportedNet>, place: string) => {
    const exported = await load(place);
    try {
      return await checkExport(modelNet(model), exported, [batch], { limit: 1e-5 });
    } finally {
      await exported.dispose();
    }
  };
  const [saved, graph] = [path.join(folder, "saved"), path.join(folder, "graph")];
  await exportSavedModel(net, saved, { pixels: { mean: ones, std: ones, probabilities: "softmax" } });
  await exportTfjs(net, graph);
  expect(await check(savedModelNet, saved)).toMatchObject({ images: 2, agreement: 1 });
  expect(await check(tfjsNet, graph)).toMatchObject({ images: 2, agreement: 1 });

  const kernel = net.nodes.flatMap(({ operation }) => (operation.kind === "convolution" ? [operation.kernel] : []))[2];
  const values = kernel?.values ?? new Float32Array();
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const [shard = ""] = (await readdir(graph)).filter((name) => name.endsWith(".bin"));
  for (const file of [path.join(saved, "saved_model.pb"), path.join(graph, shard)]) {
    const content = await readFile(file);
    const at = content.indexOf(bytes);
    expect(at).toBeGreaterThan(0);
    content.writeFloatLE((values[0] ?? 0) + 0.5, at);
    await writeFile(file, content);
  }
  await expect(check(savedModelNet, saved)).rejects.toThrow("expected answers within 0.00001");
  await expect(check(tfjsNet, graph)).rejects.toThrow("does not compute what the model does");
  model.dispose();
});
