/**
 * Published weights from the hub to the logits, with a net of full size whose weights are generated from their keys.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference, weightsOf } from "@tresnet/blocks";
import { CheckpointError } from "@tresnet/checkpoints";
import { expectParity, fixturePath, goldenCases, readGolden, readGoldenJson } from "@tresnet/vitest";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { buildModel, createModel, saveWeights } from "../src/index.ts";
import { type FakeHub, startFakeHub } from "./fake-hub.ts";
import { fillFromKeys, fullsizeImages, packageSeed } from "./fullsize.ts";

interface Fullsize {
  readonly seed: number;
  readonly input: readonly number[];
}

const tag = "tresnet_m.miil_in1k";
/** The hub's net has the golden files' weights. */
const [seed = packageSeed] = await goldenCases(
  () => [readGoldenJson<Fullsize>("fullsize", "fullsize.json").seed],
  packageSeed,
);
let folder: string;
let file: string;
let hub: FakeHub;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-pretrained-"));
  file = path.join(folder, "generated.safetensors");
  const model = buildModel("tresnet_m");
  fillFromKeys(model, seed);
  await saveWeights(model, file);
  model.dispose();
  hub = await startFakeHub(`timm/${tag}`, "model.safetensors", await readFile(file));
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});
afterEach(() => vi.unstubAllEnvs());

function useHub(): void {
  vi.stubEnv("HF_HOME", folder);
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  for (const name of ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HUB_OFFLINE", "HF_TOKEN"])
    vi.stubEnv(name, undefined);
}

test("a tag from the hub has timm's logits, and its classes in words", async () => {
  const { input } = readGoldenJson<Fullsize>("fullsize", "fullsize.json");
  useHub();
  const notices: string[] = [];
  const model = await createModel(tag, { pretrained: true, onNotice: (notice) => notices.push(notice) });
  const golden = (await readGolden(fixturePath("fullsize", "logits.safetensors"))).get("tresnet_m.logits");
  tf.tidy(() => {
    const logits = model.forward(fullsizeImages(input), inference).dataSync();
    expectParity("fullsize", `${tag} from the hub`, logits, golden.values, 1e-4);
  });
  expect(model.classNames).toHaveLength(1000);
  expect(notices).toEqual([]);
  model.dispose();
});

test("with other classes its body is loaded, the head is new and from the seed, and that is said", async () => {
  useHub();
  const notices: string[] = [];
  const onNotice = (notice: string) => notices.push(notice);
  const model = await createModel(tag, { pretrained: true, numClasses: 7, seed: 3, onNotice });
  const fresh = createModel("tresnet_m", { numClasses: 7, seed: 3 });
  const published = await createModel(tag, { pretrained: file });
  const values = (net: object, key: string) => weightsOf(net).get(key)?.dataSync();
  expect(values(model, "head.fc.weight")).toEqual(values(fresh, "head.fc.weight"));
  for (const key of ["body.conv1.conv.weight", "body.layer4.2.conv3.bn.running_var"]) {
    expect(values(model, key)).toEqual(values(published, key));
    expect(values(model, key)).not.toEqual(values(fresh, key));
  }
  expect(model.classNames).toBeUndefined();
  expect(notices).toEqual([`${tag} has 1000 classes: its body was loaded, and the head for 7 classes starts anew.`]);
  for (const net of [model, fresh, published]) net.dispose();
});

test("a file of another net, or with another number of classes than the tag's, is refused by key and leaves nothing behind", async () => {
  await expect(createModel("tresnet_l", { pretrained: file })).rejects.toThrow(CheckpointError);
  await expect(createModel("tresnet_m.miil_in21k", { pretrained: file })).rejects.toThrow(
    /head\.fc\.weight: expected F32 \[11221, 2048\], got F32 \[1000, 2048\]/,
  );
});
