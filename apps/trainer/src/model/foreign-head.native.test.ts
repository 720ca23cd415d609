/** Weights of others with an ML-Decoder: the head is put in as the file has it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { weightsOf } from "@tresnet/blocks";
import { useMlDecoder } from "@tresnet/heads";
import { createModel, saveWeights } from "@tresnet/zoo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordedJob } from "../../test/recorded-job.ts";
import { loadModel } from "./load-model.ts";
import { openModel } from "./open-model.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-foreign-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function foreign(feedForward: number): Promise<{ file: string; bias: Uint8Array }> {
  const file = path.join(folder, `${feedForward}.safetensors`);
  const model = createModel("tresnet_s", { numClasses: 3, seed: 1 });
  useMlDecoder(model, 6, { groups: 3, embedding: 16, feedForward, seed: 1 });
  await saveWeights(model, file);
  const bias = bytesOf(weightsOf(model).get("head.decoder.embed_standart.weight")?.dataSync());
  model.dispose();
  return { file, bias };
}

function bytesOf(values: ArrayLike<number> = []): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

test("the authors' decoder is found in the file, and its weights are loaded", async () => {
  const { file, bias } = await foreign(2048);
  const checkpoint = await openModel(recordedJob(), { checkpoint: file, model: "tresnet_s" });
  expect(checkpoint.info.model).toMatchObject({
    numClasses: 6,
    head: { kind: "ml-decoder", groups: 3, embedding: 16 },
  });
  const model = await loadModel(recordedJob(), checkpoint);
  expect(model.numClasses).toBe(6);
  expect(bytesOf(weightsOf(model).get("head.decoder.embed_standart.weight")?.dataSync())).toEqual(bias);
  model.dispose();
});

test("a decoder of other inner sizes is refused by them", async () => {
  const { file } = await foreign(32);
  await expect(openModel(recordedJob(), { checkpoint: file, model: "tresnet_s" })).rejects.toThrow(
    /expected an ML-Decoder of 8 attention heads and 2048 features between its layers, got 16 channels and 32 features/,
  );
});
