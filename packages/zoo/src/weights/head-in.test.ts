import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeSafetensors } from "@tresnet/checkpoints";
import { afterAll, beforeAll, expect, test } from "vitest";
import { headIn, isOfTimm } from "./head-in.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-head-"));
});
afterAll(() => rm(folder, { recursive: true }));

const beside = (...leftOut: string[]) => ({
  unwrapped: {
    wrappers: ["state_dict"],
    averaged: false,
    otherWeights: [],
    prefixes: [],
    withoutPrefix: [],
    leftOut,
    unread: [],
  },
});

test.each([
  ["timm's training", beside("epoch", "arch", "optimizer", "version", "args"), true],
  ["PyTorch's example", beside("epoch", "arch", "best_acc1", "optimizer", "scheduler"), false],
  ["torchvision's training", beside("optimizer", "lr_scheduler", "epoch", "args"), false],
  ["nobody", {}, false],
])("a checkpoint of %s tells whether timm wrote it", (_, file, isTimms) => {
  expect(isOfTimm(file)).toBe(isTimms);
});

test("weights beside timm's config.json are timm's, and others are nobody's", async () => {
  const file = path.join(folder, "model.safetensors");
  await writeSafetensors(file, new Map([["head.fc.bias", { dtype: "F32", shape: [6], data: new Float32Array(6) }]]));
  expect(await headIn(file)).toEqual({ kind: "linear", classes: 6 });
  await writeFile(path.join(folder, "config.json"), '{"model_type": "resnet"}');
  expect(await headIn(file)).toEqual({ kind: "linear", classes: 6 });
  await writeFile(path.join(folder, "config.json"), '{"architecture": "tresnet_m", "pretrained_cfg": {}}');
  expect(await headIn(file)).toEqual({ kind: "linear", classes: 6, writer: "timm" });
});
