/** The original authors' checkpoints: the same net as timm's, to the bit. */
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { toFloat32 } from "@tresnet/checkpoints";
import { expectParity, fixturePath, readGolden } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { stateDictOf } from "../src/index.ts";
import { goldenModel, goldenTensor } from "./golden-model.ts";

test.each(["v1", "v2"])(
  "%s from the authors' .pth is timm's checkpoint to the bit, negative gammas included",
  async (set) => {
    const model = await goldenModel(set, "miil.pth");
    const golden = await readGolden(fixturePath("models", set, "model.safetensors"));
    let compared = 0;
    for (const [key, { dtype, shape, data }] of stateDictOf(model)) {
      if (key.endsWith("num_batches_tracked")) continue; // their files have none
      const ours = toFloat32({ dtype, shape, data: await data() });
      expect(ours, key).toEqual(golden.get(key).values);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(150);
    model.dispose();
  },
);

test.each(["v1", "v2"])("%s from the authors' .pth gives the golden logits", async (set) => {
  const model = await goldenModel(set, "miil.pth");
  const file = await readGolden(fixturePath("models", set, "eval.safetensors"));
  const logits = tf.tidy(() => model.forward(goldenTensor<tf.Rank.R4>(file, "x"), inference).dataSync());
  expectParity(`models/${set}/miil.pth`, "eval logits", Float32Array.from(logits), file.get("logits").values, 1e-4);
  model.dispose();
});
