import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeSafetensors } from "@tresnet/checkpoints";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CheckpointInfo, encodeInfo, readInfo } from "./checkpoint-metadata.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-info-"));
});
afterEach(() => rm(folder, { recursive: true }));

const info: CheckpointInfo = {
  kind: "training",
  model: {
    model: "tresnet_s",
    classNames: ["größe", 'a "b"'],
    numClasses: 2,
    imgSize: 64,
    cropMode: "center",
    cropPct: 0.875,
    mean: [0.1, 0.2, 0.3],
    std: [1, 1, 1],
  },
  position: { epoch: 1, batch: 2, lossSum: 0.1 + 0.2, correct: 3, images: 4, seconds: 5.5 },
};

async function write(metadata: Record<string, string>): Promise<string> {
  const file = path.join(folder, "a.safetensors");
  await writeSafetensors(file, new Map([["x", { dtype: "F32", shape: [1], data: Float32Array.of(1) }]]), metadata);
  return file;
}

test("a checkpoint says of itself what was said of it, to the last digit", async () => {
  expect(await readInfo(await write(encodeInfo(info)))).toEqual(info);
});

test.each([
  [{}, /without its description.*--initial-checkpoint/],
  [{ tresnet: "{" }, /its description is damaged/],
  [{ tresnet: JSON.stringify({ ...info, model: { ...info.model, model: "vgg" } }) }, /damaged \(model\.model/],
])("refuses %j", async (metadata, message) => {
  await expect(readInfo(await write(metadata))).rejects.toThrow(message);
});

test("names a file that is not there", async () => {
  await expect(readInfo(path.join(folder, "none.safetensors"))).rejects.toThrow(/none\.safetensors can't be opened/);
});
