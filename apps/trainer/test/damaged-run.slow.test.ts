/** Damage of a run's files that leaves them readable: it is named, and nothing is trained or scored on it. */
import { cp, mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSafetensors, writeSafetensors } from "@tresnet/checkpoints";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tresnet } from "./run-in-process.ts";

let folder: string;
const at = (...names: readonly string[]) => path.join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-damaged-"));
  const settings = ["--model", "tresnet_s", "--img-size", "16", "--batch-size", "128", "--workers", "0"];
  const where = ["--epochs", "2", "--model-ema", "--output", folder, "--experiment", "whole"];
  const { code, stderr } = await tresnet("train", "synthetic", ...settings, ...where);
  expect(code, stderr).toBe(0);
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

/** A copy of the run with damage. */
async function damaged(name: string, damage: (file: (name: string) => string) => Promise<void>): Promise<string> {
  await cp(at("whole"), at(name), { recursive: true });
  await damage((file) => at(name, file));
  return at(name);
}

/** Changes one bit of the last tensor. */
async function flip(file: string): Promise<void> {
  const { size } = await stat(file);
  const handle = await open(file, "r+");
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, size - 3);
  await handle.write(Buffer.of(byte.readUInt8() ^ 1), 0, 1, size - 3);
  await handle.close();
}

async function asFolder(file: string): Promise<void> {
  await rm(file);
  await mkdir(file);
}

/** Writes a checkpoint anew with another description, its checksum right or left out. */
async function describeAnew(file: string, change: (text: string) => string, checksum: boolean): Promise<void> {
  const { tensors, metadata } = await readSafetensors(file);
  await writeSafetensors(file, tensors, { ...metadata, tresnet: change(metadata.tresnet ?? "") }, { checksum });
}

describe("--resume names", () => {
  test.each<[string, string, (file: (name: string) => string) => Promise<void>, RegExp]>([
    ["a bit", "bit", (file) => flip(file("last.safetensors")), /last\.safetensors is damaged: its bytes are not/],
    ["a bit of the best weights", "best", (file) => flip(file("best.safetensors")), /best\.safetensors is damaged/],
    [
      "the best weights of another run",
      "foreign-best",
      (file) =>
        describeAnew(file("best.safetensors"), (text) => text.replace(/"run":"\w+"/, '"run":"0123456789abcdef"'), true),
      /best\.safetensors and .*last\.safetensors are not of one run: expected the mark \w+, got 0123456789abcdef/,
    ],
    [
      "a checksum that is gone",
      "gone",
      (file) => describeAnew(file("last.safetensors"), (text) => text, false),
      /last\.safetensors is damaged: its description says that it carries a checksum/,
    ],
    [
      "epoch 99 of 2",
      "later",
      (file) => describeAnew(file("last.safetensors"), (text) => text.replace('"epoch":2', '"epoch":99'), true),
      /last\.safetensors and .*config\.json do not go together: it goes on at epoch 100, and the run has 2 epochs/,
    ],
    [
      "an epoch that its weights have left behind",
      "earlier",
      (file) =>
        describeAnew(file("last.safetensors"), (text) => text.replace('"epoch":2,"batch"', '"epoch":1,"batch"'), true),
      /its weights were changed \d+ times, which is not \d+/,
    ],
    [
      "a setting that is not the command's",
      "setting",
      async (file) => {
        const text = await readFile(file("config.json"), "utf8");
        await writeFile(file("config.json"), text.replace('"batchSize": 128', '"batchSize": 120'));
      },
      /config\.json is damaged, or was changed: its options say --batch-size 120/,
    ],
    [
      "the best score so far",
      "score",
      (file) => describeAnew(file("last.safetensors"), (text) => text.replace('"value":', '"value":1'), true),
      /its position is not the one that was saved/,
    ],
    [
      "a setting that is gone",
      "gone-setting",
      async (file) => {
        const text = await readFile(file("config.json"), "utf8");
        await writeFile(file("config.json"), text.replace(/"seed": \d+,/, ""));
      },
      /config\.json is damaged, or was changed: its options say nothing of --seed/,
    ],
    [
      "the settings of another run",
      "settings",
      async (file) => {
        const text = await readFile(file("config.json"), "utf8");
        const other = text.replace(/"seed": \d+,/, '"seed": 7,').replace(/--seed \d+/, "--seed 7");
        await writeFile(file("config.json"), other);
      },
      /last\.safetensors and .*config\.json do not go together: it was trained with other settings/,
    ],
    [
      "a number of the metrics",
      "number",
      async (file) => {
        const text = await readFile(file("metrics.jsonl"), "utf8");
        await writeFile(file("metrics.jsonl"), text.replace('"valLoss":', '"valLoss":1'));
      },
      /metrics\.jsonl: line 1 is damaged \(it is not what was measured in this run\)/,
    ],
    [
      "metrics that are a folder",
      "folder",
      (file) => asFolder(file("metrics.jsonl")),
      /metrics\.jsonl: expected the lines of a run's epochs, and can't read them \(it is a folder\)/,
    ],
    [
      "a line of the metrics",
      "line",
      async (file) => {
        const text = await readFile(file("metrics.jsonl"), "utf8");
        await writeFile(file("metrics.jsonl"), text.replace('"epoch":1', '"epoch";1'));
      },
      /metrics\.jsonl: line 1 is damaged/,
    ],
  ])("%s", async (_, name, damage, message) => {
    const run = await damaged(name, damage);
    const { code, stderr } = await tresnet("train", "--resume", run);
    expect(stderr).toMatch(message);
    expect(code).not.toBe(0);
  });

  test("a line of the metrics that is missing, and goes on", async () => {
    const run = await damaged("missing", async (file) => {
      const [, second] = (await readFile(file("metrics.jsonl"), "utf8")).split("\n");
      await writeFile(file("metrics.jsonl"), `${second}\n`);
    });
    const { code, stdout, stderr } = await tresnet("train", "--resume", run);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/metrics\.jsonl has no line of epoch 1/);
  });
});

test("evaluate and predict do not score damaged weights, exported ones included", async () => {
  const file = at("exported.safetensors");
  expect((await tresnet("export", at("whole"), "--output", file)).code).toBe(0);
  await flip(file);
  const { code, stderr } = await tresnet("evaluate", "synthetic", "--checkpoint", file);
  expect([code, stderr]).toEqual([1, expect.stringContaining("exported.safetensors is damaged")]);
});

test("--no-use-ema takes the other weights of a training that averaged", async () => {
  const lossOf = async (...flags: readonly string[]) => {
    const { code, stdout, stderr } = await tresnet(
      ...["evaluate", "synthetic", "--checkpoint", at("whole", "last.safetensors"), "--json"],
      ...flags,
    );
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout).loss;
  };
  const averaged = await lossOf();
  expect(await lossOf("--use-ema")).toBe(averaged);
  expect(await lossOf("--no-use-ema")).not.toBe(averaged);
});

test("evaluate makes images as flags say", async () => {
  const lossOf = async (...flags: readonly string[]) => {
    const { code, stdout, stderr } = await tresnet(
      "evaluate",
      "synthetic",
      "--checkpoint",
      at("whole"),
      "--json",
      ...flags,
    );
    expect(code, stderr).toBe(0);
    return { loss: JSON.parse(stdout).loss, said: stderr };
  };
  const plain = await lossOf();
  expect(plain.said).not.toContain("images:");
  const shifted = await lossOf("--mean", "0.5", "0.5", "0.5", "--crop-mode", "border");
  expect(shifted.loss).not.toBe(plain.loss);
  expect(shifted.said).toMatch(
    /images: 16 × 16 pixels, crop border .*--crop-mode, --mean as given, the rest as .*says/,
  );
});
