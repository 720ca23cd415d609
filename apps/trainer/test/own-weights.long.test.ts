/**
 * The weights that come with the zoo, at the command line: they reach the score that is printed for them, and start
 * trainings.
 */
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSafetensors } from "@tresnet/checkpoints";
import { sharedPath } from "@tresnet/vitest";
import { fetchWeights, pretrainedInfo } from "@tresnet/zoo";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resolveOptions } from "../src/options/resolve-options.ts";
import { commandOf } from "../src/run-directory/command-of.ts";
import { recipes } from "../src/settings/recipes/recipes.ts";
import { trainTable } from "../src/settings/train-options.ts";
import { startTresnet } from "./cli-process.ts";
import { expectSameRun } from "./compare-runs.ts";
import { tresnet } from "./run-in-process.ts";

const tag = "tresnet_s.cifar10";
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-own-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("evaluate --model TAG gives the published score on CIFAR-10's test images", async () => {
  const data = `cifar10:${sharedPath("data", "cifar-10-binary.tar.gz")}`;
  const { code, stdout, stderr } = await tresnet(
    "evaluate",
    "--model",
    tag,
    "--data",
    data,
    "--split",
    "test",
    "--json",
  );
  expect(code, stderr).toBe(0);
  const { accuracy, images } = JSON.parse(stdout) as { accuracy: number; images: number };
  expect(images).toBe(10_000);
  // Float32 and bfloat16 differ in a few of 10,000 images.
  expect(Math.abs(accuracy * 100 - (pretrainedInfo(tag).top1 ?? 0))).toBeLessThanOrEqual(0.2);
});

test("were made by the recipe cifar10-s-64-fourth, and say so", async () => {
  const { metadata } = await readSafetensors(await fetchWeights(tag));
  const options = resolveOptions(trainTable, [{ source: "recipe", values: recipes["cifar10-s-64-fourth"].options }]);
  const command = commandOf(options);
  // Where it began, and where and how often things are written.
  const changed = ["--initial-checkpoint", "--threads", "--output", "--log-interval", "--checkpoint-interval"];
  const flags = (line: string) =>
    line
      .split(/ (?=--)/)
      .slice(1)
      .filter((flag) => !changed.includes(flag.split(" ")[0] ?? ""))
      .sort();
  // Flags that came later than the weights have their defaults.
  expect(flags(command)).toEqual(expect.arrayContaining(flags(metadata["recipe"] ?? "")));
});

const tuned = [
  "train",
  "synthetic",
  "--model",
  "tresnet_s",
  "--img-size",
  "16",
  "--batch-size",
  "128",
  "--workers",
  "0",
];

async function train(name: string, ...args: readonly string[]): Promise<string> {
  const given = [
    ...tuned,
    "--epochs",
    "2",
    "--precision",
    "float32",
    "--output",
    folder,
    "--experiment",
    name,
    ...args,
  ];
  const { code, stdout, stderr } = await tresnet(...given);
  expect(code, stderr).toBe(0);
  return stdout;
}

describe("a training that starts from weights", () => {
  test("has their body and a head of its own, offline", async () => {
    const said = await train("pretrained", "--pretrained");
    expect(said).toMatch(/weights: the body of tresnet_s\.cifar10; the head for \d instead of 10 classes starts anew/);
  });

  test("goes on without them", async () => {
    const weights = path.join(folder, "weights.safetensors");
    await cp(path.join(folder, "pretrained", "best.safetensors"), weights);
    const start = (name: string) =>
      startTresnet(
        ...[...tuned, "--epochs", "2", "--precision", "float32", "--threads", "2", "--initial-checkpoint", weights],
        ...["--checkpoint-interval", "1", "--output", folder, "--experiment", name],
      );
    expect((await start("whole").ended()).code).toBe(0);
    const stopped = start("stopped");
    await stopped.until(() => existsSync(path.join(folder, "stopped", "last.safetensors")));
    stopped.signal("SIGKILL");
    await stopped.ended();
    await rm(weights);
    expect((await startTresnet("train", "--resume", path.join(folder, "stopped")).ended()).code).toBe(0);
    await expectSameRun(path.join(folder, "stopped"), path.join(folder, "whole"));
  });

  test("leaves no run behind where they don't fit", async () => {
    const weights = path.join(folder, "truncated.safetensors");
    await writeFile(weights, "no checkpoint");
    const where = ["--output", folder, "--experiment", "never"];
    const { code, stderr } = await tresnet(...tuned, "--initial-checkpoint", weights, ...where);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${weights} is no readable safetensors file`)]);
    expect(existsSync(path.join(folder, "never"))).toBe(false);
  });
});
