/**
 * Published weights at the command line: a tag, and words for an answer. The file is one that the test makes, with
 * random values.
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { classList, createModel, saveWeights } from "@tresnet/zoo";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startTresnet } from "./cli-process.ts";
import { expectSameRun } from "./compare-runs.ts";
import { tresnet } from "./run-in-process.ts";

const tag = "tresnet_m.miil_in1k";
const commit = "0123456789012345678901234567890123456789";
let folder: string;
let photo: string;
let weights: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-pretrained-"));
  photo = path.join(folder, "photo.png");
  await sharp({ create: { width: 300, height: 260, channels: 3, background: "#d08040" } })
    .png()
    .toFile(photo);
  // The user's Hugging Face cache, as a download leaves it.
  const repository = path.join(folder, "hub", "models--timm--tresnet_m.miil_in1k");
  await mkdir(path.join(repository, "snapshots", commit), { recursive: true });
  await mkdir(path.join(repository, "refs"));
  await writeFile(path.join(repository, "refs", "main"), commit);
  weights = path.join(repository, "snapshots", commit, "model.safetensors");
  const model = createModel(tag, { seed: 5 });
  await saveWeights(model, weights);
  model.dispose();
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

function offline(): void {
  vi.stubEnv("HF_HOME", folder);
  vi.stubEnv("HF_HUB_CACHE", undefined);
  vi.stubEnv("HUGGINGFACE_HUB_CACHE", undefined);
  vi.stubEnv("HF_HUB_OFFLINE", "1");
}

test("predict --model TAG answers in words, from the cache and from a path alike", async () => {
  offline();
  const cached = await tresnet("predict", photo, "--model", tag, "--workers", "0", "--json");
  expect(cached.code, cached.stderr).toBe(0);
  const { images } = JSON.parse(cached.stdout) as { images: { predictions: { class: string }[] }[] };
  const names = images[0]?.predictions.map((one) => one.class) ?? [];
  expect(names).toHaveLength(3);
  const words = new Set(classList("imagenet-1k").names);
  for (const name of names) expect(words.has(name), name).toBe(true);
  const given = await tresnet("predict", photo, "--model", tag, "--checkpoint", weights, "--workers", "0", "--json");
  expect(JSON.parse(given.stdout)).toEqual(JSON.parse(cached.stdout));
});

test("an unknown tag, no model at all, and weights that are not there are errors that say what to do", async () => {
  offline();
  const unknown = await tresnet("predict", photo, "--model", "tresnet_m.miil_in22k");
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    expect.stringMatching(/--model: expected one of .*got "tresnet_m\.miil_in22k"/),
  ]);
  const none = await tresnet("predict", photo);
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("expected --checkpoint RUN or --model TAG")]);
  const absent = await tresnet("predict", photo, "--model", "tresnet_l.miil_in1k");
  expect([absent.code, absent.stderr]).toEqual([
    1,
    expect.stringContaining("HF_HUB_OFFLINE is set, and it is not there"),
  ]);
});

test("a training from published weights goes on from them, however it was stopped, and then needs their file no more", async () => {
  offline();
  const settings =
    `train synthetic --model ${tag} --pretrained --freeze backbone --img-size 32 --batch-size 32 --epochs 2 --seed 3 --train-per-class 32 ` +
    "--precision float32 --threads 2 --workers 0 --log-interval 1";
  const start = (name: string) => startTresnet(...settings.split(" "), "--output", folder, "--experiment", name);
  const run = (name: string) => path.join(folder, name);
  const whole = await start("whole").ended();
  expect([whole.code, whole.stderr]).toEqual([0, ""]);
  expect(whole.stdout).toContain(`weights: the body of ${tag}; the head for 4 instead of 1,000 classes starts anew`);

  // Killed before it has a checkpoint, it begins anew: from the same weights.
  let cli = start("stopped");
  await cli.until(() => cli.stdout.includes("epoch 1/2 "));
  cli.signal("SIGKILL");
  await cli.ended();
  expect(existsSync(path.join(run("stopped"), "last.safetensors"))).toBe(false);
  cli = startTresnet("train", "--resume", run("stopped"));
  await cli.until(() => cli.stdout.includes("epoch 1/2  train loss"));
  cli.signal("SIGINT");
  const stopped = await cli.ended();
  expect([stopped.code, stopped.stdout]).toEqual([130, expect.stringContaining(`weights: the body of ${tag}`)]);

  // Behind its first checkpoint it has them.
  await rename(path.join(folder, "hub"), path.join(folder, "gone"));
  const resumed = await startTresnet("train", "--resume", run("stopped")).ended();
  await rename(path.join(folder, "gone"), path.join(folder, "hub"));
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(resumed.stdout).not.toContain("weights: ");
  await expectSameRun(run("stopped"), run("whole"));
});
