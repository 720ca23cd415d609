/** A repository's folder, read back as the hub's cache has it. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { useMlDecoder } from "@tresnet/heads";
import { noise } from "@tresnet/vitest";
import { createModel, type HubName, type ImageClassifier } from "@tresnet/zoo";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { noisyModel } from "../../test/noisy-model.ts";
import type { ModelFacts } from "../facts/model-facts.ts";
import { exportHubFolder } from "./export-hub-folder.ts";

const commit = "0123456789012345678901234567890123456789";
const facts: ModelFacts = {
  classNames: ['"quoted" ✓', "b\nc", "d"],
  task: "single-label",
  preparation: {
    imgSize: 72,
    cropPct: 0.9,
    cropMode: "squish",
    interpolation: "bicubic",
    mean: [0.1, 0.2, 0.3],
    std: [0.4, 0.5, 0.6],
  },
};

let home = "";
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "tresnet-hub-folder-"));
});
afterAll(() => rm(home, { recursive: true }));
beforeEach(() => {
  vi.stubEnv("HF_HOME", home);
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  for (const name of ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"]) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

/** Writes a repository to where a download would leave it, and gives its name and its folder. */
async function cached(model: ImageClassifier, name: string, given: ModelFacts) {
  const repository = path.join(home, "hub", `models--ann--${name}`);
  const folder = path.join(repository, "snapshots", commit);
  await mkdir(path.join(repository, "refs"), { recursive: true });
  await writeFile(path.join(repository, "refs", "main"), commit);
  await exportHubFolder(model, folder, given, { repository: `ann/${name}` });
  const hubName: HubName = `hf-hub:ann/${name}`;
  return { hubName, folder };
}

test.each([3, 4])("a model of %d channels comes back whole, with the names of its classes", async (inChannels) => {
  const model = noisyModel("tresnet_s", { numClasses: 3, inChannels });
  const [mean, std] = [[0.1, 0.2, 0.3, 0.4].slice(0, inChannels), [0.4, 0.5, 0.6, 0.7].slice(0, inChannels)];
  const given = { ...facts, preparation: { ...facts.preparation, mean, std } };
  const { hubName, folder } = await cached(model, `channels-${inChannels}`, given);
  expect((await readdir(folder)).sort()).toEqual(["README.md", "config.json", "model.safetensors", "onnx"]);
  const again = await createModel(hubName, { pretrained: true });
  expect([again.name, again.inChannels, again.classNames]).toEqual(["tresnet_s", inChannels, facts.classNames]);
  expect([again.inputSize, again.cropPct]).toEqual([72, 1]); // squished, which keeps all
  if (inChannels === 3) expect([again.mean, again.std]).toEqual([mean, std]);
  const answer = (one: ImageClassifier) =>
    tf.tidy(() => {
      const images = tf.tensor4d(noise(2 * 72 * 72 * inChannels, 5), [2, 72, 72, inChannels]);
      return one.forward(images, inference).dataSync();
    });
  expect(answer(again)).toEqual(answer(model));
  for (const one of [model, again]) one.dispose();
});

test("the card tells what can load the files: not timm, where it builds no such net", async () => {
  const model = noisyModel("tresnet_s", { numClasses: 3 });
  const { folder } = await cached(model, "card", facts);
  const card = await readFile(path.join(folder, "README.md"), "utf8");
  expect(card).toContain('createModel("hf-hub:ann/card", { pretrained: true })');
  expect(card).toContain("`onnx/model.onnx` is the net for ONNX Runtime");
  expect(card).not.toContain("import timm");
  model.dispose();
});

test("of an ML-Decoder the body is loaded by createModel, which says so", async () => {
  const model = noisyModel("tresnet_s", { numClasses: 3 });
  useMlDecoder(model, 3);
  const { hubName } = await cached(model, "decoder", facts);
  const notices: string[] = [];
  const again = await createModel(hubName, { pretrained: true, onNotice: (notice) => notices.push(notice) });
  expect(notices).toEqual([expect.stringMatching(/has an ML-Decoder for 3 classes .* its body was loaded/)]);
  expect(again.classNames).toBeUndefined();
  for (const one of [model, again]) one.dispose();
});
