/** Anyone's model on the Hugging Face hub by --model hf-hub:user/name, as it lies in the user's cache. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createModel, saveWeights } from "@tresnet/zoo";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { recordedJob } from "../../test/recorded-job.ts";
import { encodeInfo } from "../run-directory/checkpoint-metadata.ts";
import { openModel } from "./open-model.ts";

const commit = "0123456789012345678901234567890123456789";
const cfg = {
  input_size: [3, 96, 96],
  interpolation: "bicubic",
  crop_pct: 0.9,
  crop_mode: "squash",
  mean: [0.1, 0.2, 0.3],
  std: [0.4, 0.5, 0.6],
};
const config = { architecture: "tresnet_s", num_classes: 3, label_names: ["x", "y", "z"], pretrained_cfg: cfg };

let home = "";
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "tresnet-hub-model-"));
});
afterAll(() => rm(home, { recursive: true }));
beforeEach(() => {
  vi.stubEnv("HF_HOME", home);
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  for (const name of ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"]) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

/** Puts weights into the cache as a download leaves them, and gives their path. */
async function cached(name: string, metadata: Readonly<Record<string, string>> = {}): Promise<string> {
  const repository = path.join(home, "hub", `models--ann--${name}`);
  const snapshot = path.join(repository, "snapshots", commit);
  await mkdir(path.join(repository, "refs"), { recursive: true });
  await mkdir(snapshot, { recursive: true });
  await writeFile(path.join(repository, "refs", "main"), commit);
  await writeFile(path.join(snapshot, "config.json"), JSON.stringify(config));
  const model = createModel("tresnet_s", { numClasses: 3 });
  await saveWeights(model, path.join(snapshot, "model.safetensors"), { metadata });
  model.dispose();
  return path.join(snapshot, "model.safetensors");
}

test("is described by its config.json: classes, and how images are made ready", async () => {
  const file = await cached("cells");
  for (const choice of [{ model: "hf-hub:ann/cells" }, { checkpoint: "hf-hub:ann/cells" }]) {
    const found = await openModel(recordedJob(), choice);
    expect(found.file).toBe(file);
    expect(found.info.model).toMatchObject({
      model: "tresnet_s",
      classNames: ["x", "y", "z"],
      imgSize: 96,
      cropMode: "squash",
      cropPct: 0.9,
      interpolation: "bicubic",
      mean: cfg.mean,
      std: cfg.std,
    });
  }
});

test("is described by its weights where this project wrote them, which know more", async () => {
  const model = {
    model: "tresnet_s" as const,
    classNames: ["p", "q", "r"],
    numClasses: 3,
    imgSize: 64,
    cropMode: "center" as const,
    cropPct: 1,
    mean: [0, 0, 0] as [number, number, number],
    std: [1, 1, 1] as [number, number, number],
    task: "multi-label" as const,
  };
  await cached("labels", encodeInfo({ kind: "weights", model }));
  const found = await openModel(recordedJob(), { model: "hf-hub:ann/labels@main" });
  expect(found.info.model).toMatchObject({ classNames: ["p", "q", "r"], task: "multi-label", imgSize: 64 });
});

test("that is not there, or has no name, is an error that says so", async () => {
  await expect(openModel(recordedJob(), { model: "hf-hub:ann/none" })).rejects.toMatchObject({ code: "offline" });
  await expect(openModel(recordedJob(), { model: "hf-hub:none" })).rejects.toThrow(
    '--model: expected a model of the hub as hf-hub:user/name or hf-hub:user/name@revision, got "hf-hub:none".',
  );
});
