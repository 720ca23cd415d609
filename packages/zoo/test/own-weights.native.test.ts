/** The weights that come with this package: complete, small, and described in the file itself. */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference, weightsOf } from "@tresnet/blocks";
import { openTensorFile } from "@tresnet/checkpoints";
import { expect, test, vi } from "vitest";
import { createModel, fetchWeights, pretrainedInfo, saveWeights } from "../src/index.ts";

const tag = "tresnet_s.cifar10";

test("the file needs no network, is float16 and at most 10 MB, and says its licence, recipe and score", async () => {
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  const file = await fetchWeights(tag);
  vi.unstubAllEnvs();
  expect((await stat(file)).size).toBeLessThanOrEqual(10_000_000);
  const { entries, metadata, close } = await openTensorFile(file);
  await close();
  const floats = [...entries].filter(([key]) => !key.endsWith("num_batches_tracked"));
  expect(new Set(floats.map(([, { dtype }]) => dtype))).toEqual(new Set(["F16"]));
  expect(metadata).toMatchObject({
    architecture: "tresnet_s",
    recipe: expect.stringContaining("tresnet train cifar10 "),
    license_note: expect.stringContaining("Apache-2.0"),
    score: expect.stringContaining(`${pretrainedInfo(tag).top1} %`),
  });
});

test("the model has them all, its classes in words, and answers with numbers", async () => {
  const model = await createModel(tag, { pretrained: true });
  expect(model.classNames?.slice(0, 2)).toEqual(["airplane", "automobile"]);
  expect([model.inputSize, model.cropPct, model.numClasses]).toEqual([64, 1, 10]);
  const logits = tf.tidy(() =>
    model.forward(tf.randomUniform([2, 64, 64, 3], 0, 1, "float32", 1), inference).dataSync(),
  );
  expect(logits.every(Number.isFinite)).toBe(true);
  const variance = weightsOf(model).get("body.layer1.0.conv1.bn.running_var")?.dataSync() ?? [];
  expect(Math.max(...variance.map((value) => Math.abs(value - 1)))).toBeGreaterThan(0.01); // not as it begins
  model.dispose();
});

test("with other classes, the body of them is the start, and the architecture's name alone means them", async () => {
  const notices: string[] = [];
  const onNotice = (notice: string) => notices.push(notice);
  const model = await createModel("tresnet_s", { pretrained: true, numClasses: 2, onNotice });
  const own = await createModel(tag, { pretrained: true });
  const key = "body.layer4.1.conv3.conv.weight";
  expect(weightsOf(model).get(key)?.dataSync()).toEqual(weightsOf(own).get(key)?.dataSync());
  expect(notices).toEqual([`${tag} has 10 classes: its body was loaded, and the head for 2 classes starts anew.`]);
  for (const net of [model, own]) net.dispose();
});

test("a tag's name with the path of a file means that file, with the classes that it has", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-own-"));
  const file = path.join(folder, "three.safetensors");
  const saved = createModel("tresnet_s", { numClasses: 3, seed: 5 });
  await saveWeights(saved, file);
  const onNotice = vi.fn();
  const model = await createModel(tag, { pretrained: file, numClasses: 3, onNotice });
  expect(onNotice).not.toHaveBeenCalled();
  const key = "head.fc.weight";
  expect(weightsOf(model).get(key)?.dataSync()).toEqual(weightsOf(saved).get(key)?.dataSync());
  // Whoever names no classes means the tag's.
  await expect(createModel(tag, { pretrained: file })).rejects.toThrow(/head\.fc\.weight: expected F32 \[10, /);
  for (const net of [model, saved]) net.dispose();
  await rm(folder, { recursive: true });
});
