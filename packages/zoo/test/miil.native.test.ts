/** The original authors' checkpoints: the same net as timm's, to the bit. */
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { openTensorFile, toFloat32 } from "@tresnet/checkpoints";
import { expectParity, fixturePath, goldenSets, readGolden } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { stateDictOf } from "../src/index.ts";
import { goldenConfig, goldenModel, goldenTensor } from "./golden-model.ts";

/** How many scales of batch norms in a file of the authors' are below 0: of vectors, only these are called weight. */
async function negativeScales(path: string): Promise<number> {
  const file = await openTensorFile(path);
  let count = 0;
  for (const [name, { shape }] of file.entries) {
    if (!name.endsWith(".weight") || shape.length !== 1) continue;
    count += toFloat32(await file.read(name)).filter((value) => value < 0).length;
  }
  await file.close();
  return count;
}

const sets = await goldenSets("miil.pth");

test.each(sets)("%s from the authors' .pth is timm's checkpoint to the bit, negative gammas included", async (set) => {
  const model = await goldenModel(set, "miil.pth");
  const golden = await readGolden(fixturePath("models", set, "model.safetensors"));
  const expected = golden.names.filter((name) => !name.endsWith("num_batches_tracked")); // their files have none
  const compared: string[] = [];
  for (const [key, { dtype, shape, data }] of stateDictOf(model)) {
    if (key.endsWith("num_batches_tracked")) continue;
    const ours = toFloat32({ dtype, shape, data: await data() });
    expect(ours, key).toEqual(golden.get(key).values);
    compared.push(key);
  }
  expect(compared.sort()).toEqual(expected.sort());
  expect(await negativeScales(fixturePath("models", set, "miil.pth"))).toBe(goldenConfig(set).negative_gammas_in_miil);
  model.dispose();
});

test.each(sets)("%s from the authors' .pth gives the golden logits", async (set) => {
  const model = await goldenModel(set, "miil.pth");
  const file = await readGolden(fixturePath("models", set, "eval.safetensors"));
  const logits = tf.tidy(() => model.forward(goldenTensor<tf.Rank.R4>(file, "x"), inference).dataSync());
  expectParity(`models/${set}/miil.pth`, "eval logits", Float32Array.from(logits), file.get("logits").values, 1e-4);
  model.dispose();
});
