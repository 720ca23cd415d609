/** Anyone's model on the hub, by createModel("hf-hub:user/name"). */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { weightsOf } from "@tresnet/blocks";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createModel, fetchHubModel, type ImageClassifier, saveWeights } from "../src/index.ts";
import { type FakeHub, startFakeRepository } from "./fake-hub.ts";

const repository = "ann/solar-cells";
const name = `hf-hub:${repository}` as const;
const cfg = { input_size: [3, 96, 96], crop_pct: 0.9, mean: [0.1, 0.2, 0.3], std: [0.4, 0.5, 0.6] };
const config = { architecture: "tresnet_s", num_classes: 3, label_names: ["x", "y", "z"], pretrained_cfg: cfg };
const configFile = ["config.json", new TextEncoder().encode(JSON.stringify(config))] as const;
const headOf = (model: ImageClassifier) => weightsOf(model).get("head.fc.weight")?.dataSync();

let folder: string;
let hub: FakeHub | undefined;
let weights: Uint8Array;
let head: ReturnType<typeof headOf>;

beforeAll(async () => {
  const made = await mkdtemp(path.join(tmpdir(), "tresnet-from-hub-"));
  const model = createModel("tresnet_s", { numClasses: 3, seed: 5 });
  head = headOf(model);
  await saveWeights(model, path.join(made, "model.safetensors"));
  model.dispose();
  weights = new Uint8Array(await readFile(path.join(made, "model.safetensors")));
  await rm(made, { recursive: true });
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-from-hub-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub?.close();
  hub = undefined;
  await rm(folder, { recursive: true });
});
afterAll(() => vi.unstubAllEnvs());

async function serve(...files: readonly (readonly [string, Uint8Array])[]): Promise<FakeHub> {
  hub = await startFakeRepository(repository, new Map(files));
  vi.stubEnv("HF_HOME", folder);
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  for (const variable of ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HUB_OFFLINE", "HF_TOKEN"]) {
    vi.stubEnv(variable, undefined);
  }
  return hub;
}

const whole = () => serve(["model.safetensors", weights], configFile);

test("is built as its config.json says, and has its weights and names", async () => {
  const { commit } = await whole();
  const notices: string[] = [];
  const model = await createModel(name, { pretrained: true, onNotice: (notice) => notices.push(notice) });
  const { numClasses, classNames, inputSize, mean, std, cropPct } = model;
  expect([model.name, numClasses, classNames]).toEqual(["tresnet_s", 3, ["x", "y", "z"]]);
  expect({ inputSize, mean, std, cropPct }).toEqual({ inputSize: 96, mean: cfg.mean, std: cfg.std, cropPct: 0.9 });
  expect(headOf(model)).toEqual(head);
  expect(notices).toEqual([]);
  model.dispose();
  const snapshots = path.join(folder, "hub", "models--ann--solar-cells", "snapshots");
  expect(await readdir(path.join(snapshots, commit))).toEqual(["config.json", "model.safetensors"]);
});

test("is found in the cache without a network, and is fetched once", async () => {
  const { requests } = await whole();
  const first = await fetchHubModel(name);
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  requests.length = 0;
  expect(await fetchHubModel(name)).toEqual(first);
  expect(requests).toEqual([]);
  await expect(fetchHubModel("hf-hub:ann/other")).rejects.toMatchObject({
    code: "offline",
    message: expect.stringContaining("ann/other/config.json: expected it in"),
  });
});

test("a version of it is a commit, and both files are of one", async () => {
  const { commit, requests } = await whole();
  const { weights: file, config: beside } = await fetchHubModel(`${name}@${commit}`);
  expect(path.dirname(file)).toBe(path.dirname(beside ?? ""));
  const ofWeights = requests.filter(({ path: asked }) => asked.includes("model.safetensors"));
  expect(ofWeights.every(({ path: asked }) => asked.includes(`/resolve/${commit}/`))).toBe(true);
  await expect(fetchHubModel(`${name}@other`)).rejects.toMatchObject({ code: "not-found" });
});

test("HF_TOKEN goes to the hub alone", async () => {
  const served = await whole();
  served.faults = { token: "secret" };
  await expect(fetchHubModel(name)).rejects.toMatchObject({ code: "unauthorized" });
  served.requests.length = 0;
  vi.stubEnv("HF_TOKEN", "secret");
  await fetchHubModel(name);
  const told = (host: string) =>
    new Set(served.requests.filter((one) => one.host === host).map((one) => one.authorization));
  expect([told("hub"), told("storage")]).toEqual([new Set(["Bearer secret"]), new Set([undefined])]);
});

test("other classes have its body and a new head, which is said", async () => {
  await whole();
  const notices: string[] = [];
  const model = await createModel(name, {
    pretrained: true,
    numClasses: 7,
    onNotice: (notice) => notices.push(notice),
  });
  expect(notices).toEqual([`${name} has 3 classes: its body was loaded, and the head for 7 classes starts anew.`]);
  expect([model.numClasses, model.classNames]).toEqual([7, undefined]);
  model.dispose();
});

test("without config.json or without weights it is an error that says what to do", async () => {
  await serve(["model.safetensors", weights]);
  await expect(createModel(name, { pretrained: true })).rejects.toThrow(
    /hf-hub:ann\/solar-cells: expected timm's config\.json beside the weights, got a repository without\. Say what they are of: createModel\(ARCHITECTURE, \{ pretrained: ".*model\.safetensors" \}\)/,
  );
  await hub?.close();
  await serve(configFile);
  await expect(createModel(name, { pretrained: true })).rejects.toThrow(
    "hf-hub:ann/solar-cells: expected a repository with model.safetensors or pytorch_model.bin, got one with neither.",
  );
});

test("names weights, so that it is nothing without them, and nothing beside a file", async () => {
  const bare = () => Reflect.apply(createModel, undefined, [name]);
  expect(bare).toThrow(`createModel: expected pretrained: true with ${name}, which names weights, got none.`);
  await expect(createModel(name, { pretrained: "own.pth" })).rejects.toThrow(
    `createModel: expected pretrained: true with ${name}, whose weights are on the hub, got "own.pth".`,
  );
});
