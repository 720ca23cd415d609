import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { readSafetensors } from "@tresnet/checkpoints";
import { useMlDecoder } from "@tresnet/heads";
import { noise } from "@tresnet/vitest";
import { createModel, type ImageClassifier } from "@tresnet/zoo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { noisyModel } from "../../test/noisy-model.ts";
import type { ModelFacts } from "../facts/model-facts.ts";
import { exportTimm } from "./export-timm.ts";

let parent = "";
let model: ImageClassifier;
const at = (name: string) => path.join(parent, name);
const facts: ModelFacts = {
  classNames: ['"quoted" ✓', "b\nc", "d"],
  task: "single-label",
  preparation: {
    imgSize: 64,
    cropPct: 1,
    cropMode: "center",
    interpolation: "bilinear",
    mean: [0, 0, 0],
    std: [1, 1, 1],
  },
};

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), "tresnet-timm-"));
  model = noisyModel("tresnet_m", { numClasses: 3 });
});
afterAll(async () => {
  model.dispose();
  await rm(parent, { recursive: true });
});

test("writes a folder, from which the same model is read back", async () => {
  await exportTimm(model, at("given"), facts, { metadata: { score: "top-1 93" } });
  expect((await readdir(at("given"))).sort()).toEqual(["README.md", "config.json", "model.safetensors"]);
  expect(await readFile(path.join(at("given"), "README.md"), "utf8")).toMatch(/^---\ntags:[\s\S]*# tresnet_m\n/);
  expect(JSON.parse(await readFile(path.join(at("given"), "config.json"), "utf8")).label_names).toEqual(
    facts.classNames,
  );
  const file = path.join(at("given"), "model.safetensors");
  expect((await readSafetensors(file)).metadata).toEqual({ format: "pt", score: "top-1 93" });
  const again = await createModel("tresnet_m", { pretrained: file });
  const answer = (one: ImageClassifier) =>
    tf.tidy(() => one.forward(tf.tensor4d(noise(2 * 64 * 64 * 3, 5), [2, 64, 64, 3]), inference).dataSync());
  expect(answer(again)).toEqual(answer(model));
  again.dispose();
});

test("an ML-Decoder is refused", async () => {
  const decoding = createModel("tresnet_m", { numClasses: 3 });
  useMlDecoder(decoding, 3);
  await expect(exportTimm(decoding, at("decoder"), facts)).rejects.toThrow(
    "tresnet_m: expected a linear head, which timm's tresnet_m has, got one that reads the last map (ML-Decoder). Write",
  );
  decoding.dispose();
});

test("facts that don't fit the model are refused before anything is written", async () => {
  const few = exportTimm(model, at("few"), { ...facts, classNames: ["a"] });
  await expect(few).rejects.toThrow("tresnet_m: expected 3 names of classes, one for each logit, got 1.");
  const grey = exportTimm(model, at("grey"), { ...facts, preparation: { ...facts.preparation, mean: [0] } });
  await expect(grey).rejects.toThrow("tresnet_m: expected 3 numbers of mean, one for each channel, got 1.");
  expect(await readdir(parent)).not.toContain("few");
});
