import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { writeTinyCifar } from "../../test/tiny-cifar.ts";
import { findPyTorch } from "../peers/find-pytorch.ts";
import { runProgram } from "../processes/run-program.ts";
import { readEarlierAccuracy } from "./results/resume-accuracy.ts";

const cli = fileURLToPath(new URL("../cli.ts", import.meta.url));
let folder = "";
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTinyCifar(path.join(folder, "cifar-10-batches-bin"), 8);
});

/** Runs the command from source, as a user does. */
function accuracy(...args: readonly string[]) {
  const source = ["--conditions=@tresnet/source", "--import", import.meta.resolve("tsx")];
  const data = ["--data", `cifar10:${folder}`, "--epochs", "1", "--batch-size", "8", "--threads", "1"];
  return runProgram([process.execPath, ...source, cli, "accuracy", ...data, ...args]);
}

test("trains on every side that is there, writes the result, and goes on with a further seed", async () => {
  const pytorch = await findPyTorch();
  const result = path.join(folder, "result");
  const { exitCode, output } = await accuracy("--seeds", "1", "--train-images", "36", "--output", result);
  expect(exitCode).toBe(0);
  expect((await readdir(result)).toSorted()).toEqual(["accuracy.json", "accuracy.md", "accuracy.svg"]);
  expect((await readFile(path.join(result, "accuracy.md"), "utf8")).trimEnd()).toBe(output.trimEnd());
  const file = path.join(result, "accuracy.json");
  const { conditions, seeds } = await readEarlierAccuracy(file);
  // 4 steps of 8: what is left of the 36 images makes no batch
  expect(seeds[0]?.runs.map(({ epochs }) => epochs.map(({ images }) => images))).toEqual(
    conditions.sides.map(() => [32]),
  );
  expect(conditions.data).toMatchObject({ trainImages: 36, testImages: 8 });
  expect(seeds[0]?.runs[0]?.parameters).toBeGreaterThan(3.6e6);
  if (pytorch.present) {
    expect(conditions.sides).toEqual(["tresnet:bfloat16", "pytorch:bfloat16"]);
    expect(seeds[0]?.runs[1]?.parameters).toBe(seeds[0]?.runs[0]?.parameters);
    expect(output).toContain("| tresnet:bfloat16 against pytorch:bfloat16 |");
  } else {
    expect(conditions.sides).toEqual(["tresnet:bfloat16"]);
    expect(output).toContain(`pytorch:bfloat16 is absent: ${pytorch.reason}`);
  }

  const resumed = await accuracy("--seeds", "2", "--train-images", "36", "--resume", file, "--json");
  expect(resumed.exitCode).toBe(0);
  const joined = await readEarlierAccuracy(file);
  expect(joined.seeds.map(({ seed }) => seed)).toEqual([0, 1]);
  expect(joined.seeds[0]).toEqual(seeds[0]);
  expect(JSON.parse(resumed.output)).toEqual(JSON.parse(await readFile(file, "utf8")));

  const again = await accuracy("--seeds", "1", "--train-images", "36", "--output", result);
  expect(again.exitCode).toBe(1);
  expect((await readEarlierAccuracy(file)).seeds).toHaveLength(2);
});

test("our side trains to the same loss from the same seed, to another from another", async () => {
  const losses = async (seeds: string) => {
    const result = path.join(folder, `ours-${seeds}`);
    const { exitCode } = await accuracy("--sides", "tresnet:float32", "--seeds", seeds, "--output", result);
    expect(exitCode).toBe(0);
    const file = path.join(result, "accuracy.json");
    const { seeds: kept } = await readEarlierAccuracy(file);
    return kept.map(({ runs }) => runs[0]?.epochs[0]?.loss);
  };
  const [first, second] = await losses("2");
  const [again] = await losses("1");
  expect(again).toBe(first);
  expect(second).not.toBe(first);
});
