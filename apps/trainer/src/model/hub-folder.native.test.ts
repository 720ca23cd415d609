/** Folders of the Hugging Face hub: heads, names and places beyond those of a plain one. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { weightsOf } from "@tresnet/blocks";
import { useMlDecoder } from "@tresnet/heads";
import { createModel, saveWeights } from "@tresnet/zoo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordedJob } from "../../test/recorded-job.ts";
import { loadModel, locateWeights } from "./load-model.ts";
import { openModel } from "./open-model.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "tresnet-hub-folder-"));
});
afterAll(() => rm(root, { recursive: true }));

interface Folder {
  readonly head?: "linear" | "ml-decoder" | "none";
  readonly config?: Record<string, unknown>;
}

/** A folder with a tresnet_s for three classes, or six of a decoder. */
async function hubFolder(name: string, { head = "linear", config = {} }: Folder = {}): Promise<string> {
  const folder = path.join(root, name);
  await mkdir(folder, { recursive: true });
  const model = createModel("tresnet_s", { numClasses: 3, seed: 1 });
  if (head === "ml-decoder") useMlDecoder(model, 6, { groups: 3, embedding: 16, feedForward: 2048, seed: 1 });
  await saveWeights(model, path.join(folder, "model.safetensors"), { body: head === "none" });
  model.dispose();
  const content = { architecture: "tresnet_s", pretrained_cfg: { tag: "mine" }, ...config };
  await writeFile(path.join(folder, "config.json"), JSON.stringify(content));
  return folder;
}

test("an ML-Decoder is loaded as the file has it", async () => {
  const job = recordedJob();
  const checkpoint = await openModel(job, { checkpoint: await hubFolder("decoder", { head: "ml-decoder" }) });
  const { numClasses, head } = checkpoint.info.model;
  expect({ numClasses, head }).toEqual({ numClasses: 6, head: { kind: "ml-decoder", groups: 3, embedding: 16 } });
  const model = await loadModel(job, checkpoint);
  expect(model.numClasses).toBe(6);
  expect(weightsOf(model).get("head.decoder.query_embed.weight")?.shape).toEqual([16, 3]);
  model.dispose();
});

test.each([
  ["a list", { label_names: ["x", "y", "z"] }, ["x", "y", "z"], undefined],
  ["timm's dict", { label_names: { 0: "x", 1: "y", 2: "z" } }, ["x", "y", "z"], undefined],
  ["timm's dict with a gap", { label_names: { 0: "x", 2: "z" } }, ["x", "class 1", "z"], undefined],
  ["transformers' dict", { id2label: { 0: "x", 1: "y", 2: "z" } }, ["x", "y", "z"], undefined],
  [
    "names with descriptions",
    { label_names: ["n1", "n2", "n3"], label_descriptions: { n1: "cat", n2: "dog", n3: "bird" } },
    ["n1", "n2", "n3"],
    ["cat", "dog", "bird"],
  ],
  ["made up names", { id2label: { 0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2" } }, undefined, undefined],
])("names: %s", async (name, config, names, ids) => {
  const { info, classIds, isNameless } = await openModel(recordedJob(), {
    checkpoint: await hubFolder(name, { config }),
  });
  expect(info.model.classNames).toEqual(names ?? ["class 0", "class 1", "class 2"]);
  expect(classIds).toEqual(ids);
  expect(isNameless).toBe(names === undefined);
});

test("the kind of labels is what transformers calls it", async () => {
  const several = await hubFolder("several", { config: { problem_type: "multi_label_classification" } });
  expect((await openModel(recordedJob(), { checkpoint: several })).info.model.task).toBe("multi-label");
});

test.each([
  ["a body without a head", { head: "none", config: { num_classes: 0 } }, /got a backbone alone. Train a head on it/],
  [
    "another number of classes",
    { config: { num_classes: 9 } },
    /config\.json: expected num_classes to be 3, which the head/,
  ],
  ["too many names", { config: { label_names: ["x", "y", "z", "w"] } }, /label_names to be 3 names/],
] as const)("%s is told", async (name, folder, message) => {
  await expect(openModel(recordedJob(), { checkpoint: await hubFolder(name, folder) })).rejects.toThrow(message);
});

test("a repository's folder in the cache stands for the snapshot of its main branch, or its only one", async () => {
  const [first, second] = ["a".repeat(40), "b".repeat(40)];
  await hubFolder(`models--me--x/snapshots/${first}`);
  const repository = path.join(root, "models--me--x");
  const file = (commit: string) => path.join(repository, "snapshots", commit, "model.safetensors");
  expect(await locateWeights(repository)).toBe(file(first));
  await hubFolder(`models--me--x/snapshots/${second}`);
  await expect(locateWeights(repository)).rejects.toThrow(/that of a repository in its cache/);
  await mkdir(path.join(repository, "refs"));
  await writeFile(path.join(repository, "refs", "main"), second);
  expect(await locateWeights(repository)).toBe(file(second));
});
