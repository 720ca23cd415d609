import { chmod, copyFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { writeTinyCifar } from "../../test/tiny-cifar.ts";
import { type AccuracyOptions, measureAccuracy } from "./measure-accuracy.ts";
import { openAccuracyData } from "./sides/open-accuracy-data.ts";

const fake = fileURLToPath(new URL("../../test/fake-trainer.mjs", import.meta.url));
let folder = "";
let options: AccuracyOptions;
let lines: string[] = [];
let shown: string[] = [];

// Both sides are PyTorch's, and its Python is a program that trains nothing.
beforeEach(async () => {
  folder = await temporaryFolder();
  await writeTinyCifar(folder, 4);
  const python = path.join(folder, "python.mjs");
  await copyFile(fake, python);
  await chmod(python, 0o755);
  await behave({});
  [lines, shown] = [[], []];
  options = {
    settings: {
      model: "tresnet_s",
      epochs: 2,
      batchSize: 4,
      learningRate: 0.1,
      weightDecay: 0,
      threads: 1,
      trainImages: null,
    },
    sides: ["pytorch:bfloat16", "pytorch:float32"],
    seeds: 2,
    location: folder,
    python,
    output: { line: (text) => lines.push(text), show: (text) => shown.push(text) },
  };
});

async function behave(behaviour: object): Promise<void> {
  const { sha256 } = await openAccuracyData(folder, null);
  await writeFile(path.join(folder, "fake.json"), JSON.stringify({ sha256, ...behaviour }));
}

const log = async () => (await readFile(path.join(folder, "fake.log"), "utf8")).trim().split("\n");

test("gives every side its epochs in turns, seed after seed", { timeout: 120_000 }, async () => {
  const soFar: number[] = [];
  const measurement = await measureAccuracy({
    ...options,
    onSeed: async ({ seeds, missing }) => void soFar.push(seeds.length, missing.length),
  });
  expect(await log()).toEqual([
    ...["seed 0 bfloat16 1", "seed 0 float32 1", "seed 0 float32 2", "seed 0 bfloat16 2"],
    ...["seed 1 bfloat16 1", "seed 1 float32 1", "seed 1 float32 2", "seed 1 bfloat16 2"],
  ]);
  expect(soFar).toEqual([1, 1, 2, 0]);
  const { sides, pairs, conditions } = measurement;
  expect(sides[0]).toMatchObject({ side: "pytorch:bfloat16", parameters: 12, accuracies: [0.2, 0.3] });
  expect(pairs[0]).toMatchObject({ points: 0, timeRatio: { median: 0.25 } });
  expect(conditions.data).toMatchObject({ trainImages: 20, testImages: 4 });
  expect(lines[0]).toBe("seed 0: starting 2 sides");
  expect(lines[1]).toMatch(
    /^seed 0, epoch 1\/2, pytorch:bfloat16: 1\.0 s, 32 images\/s, loss 2\.000, test accuracy 10\.00 %; \d+ s left$/,
  );
  expect(lines.at(-1)).toMatch(/^seed 1, epoch 2\/2, pytorch:bfloat16: .* 30\.00 %; done$/);
  expect(shown[0]).toBe("seed 0, epoch 1/2, pytorch:bfloat16: step 1/2, loss 2.500");
});

test("goes on with the seeds that are missing", { timeout: 120_000 }, async () => {
  const { conditions, seeds } = await measureAccuracy({ ...options, seeds: 1 });
  const earlier = { file: "accuracy.json", commandLine: "", conditions, seeds };
  const joined = await measureAccuracy({ ...options, earlier });
  expect((await log()).map((line) => line.slice(0, 6))).toEqual([
    ...["seed 0", "seed 0", "seed 0", "seed 0"],
    ...["seed 1", "seed 1", "seed 1", "seed 1"],
  ]);
  expect(joined.seeds.map(({ seed }) => seed)).toEqual([0, 1]);
  expect(joined.seeds[0]).toEqual(seeds[0]);
  const other = { ...options.settings, learningRate: 0.2 };
  await expect(measureAccuracy({ ...options, settings: other, earlier })).rejects.toThrow(
    "learningRate was 0.1, is 0.2",
  );
  await behave({ torch: "2.1" });
  await expect(measureAccuracy({ ...options, earlier })).rejects.toThrow(/torch 2\.1; in seed 0 it was .* torch 2\.0/);
});

test("refuses sides with other weights or other images", { timeout: 120_000 }, async () => {
  await behave({ float32: { parameters: 13 } });
  await expect(measureAccuracy(options)).rejects.toThrow(
    "pytorch:float32 has another model: expected 12 weights, as pytorch:bfloat16 has, got 13.",
  );
  await behave({ float32: { sha256: "ab" } });
  await expect(measureAccuracy(options)).rejects.toThrow(
    /pytorch:float32 reads other images: expected SHA-256 \w+, got ab/,
  );
});

test("says which side failed and why", { timeout: 120_000 }, async () => {
  await behave({ fails: true });
  await expect(measureAccuracy(options)).rejects.toThrow("pytorch:bfloat16: FloatingPointError: the loss is nan");
});

test("ends its processes when it is interrupted, and keeps the seeds before", { timeout: 120_000 }, async () => {
  const stop = new AbortController();
  const kept: number[] = [];
  const onSeed = async ({ seeds }: { seeds: readonly unknown[] }) => {
    kept.push(seeds.length);
    await behave({ hangs: true });
  };
  const output = {
    show: () => {},
    line: (text: string) => {
      if (text.startsWith("seed 1")) setTimeout(() => stop.abort(new Error("interrupted")), 200);
    },
  };
  await expect(measureAccuracy({ ...options, output, onSeed, signal: stop.signal })).rejects.toThrow("interrupted");
  expect(kept).toEqual([1]);
});

test("asks for a Python, and for enough images, before it starts", async () => {
  const { python: _, ...without } = options;
  await expect(measureAccuracy(without)).rejects.toThrow("pytorch:bfloat16: expected a Python with PyTorch");
  const settings = { ...options.settings, batchSize: 32 };
  await expect(measureAccuracy({ ...options, settings })).rejects.toThrow("--batch-size must be at most 20");
});
