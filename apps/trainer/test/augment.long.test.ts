/** Trainings with the augmentations of `--aa`, from the command line to the last epoch. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { metricsOf } from "./compare-runs.ts";
import { tresnet } from "./run-in-process.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-augment-"));
});
afterAll(() => rm(folder, { recursive: true }));

const settings =
  "train synthetic --img-size 16 --batch-size 128 --epochs 2 --seed 3 --precision float32 --threads 2 --workers 0";

/** Trains a run and returns its losses, epoch by epoch. */
async function lossesOf(name: string, ...flags: string[]): Promise<number[]> {
  const { code, stderr } = await tresnet(...settings.split(" "), ...flags, "--output", folder, "--experiment", name);
  expect([code, stderr], name).toEqual([0, ""]);
  return (await metricsOf(path.join(folder, name))).map(({ trainLoss }) => Number(trainLoss));
}

test("every policy trains a whole run, sees images of its own, and sees them again with the same seed", async () => {
  const runs = {
    plain: [],
    imagenet: ["--aa", "imagenet"],
    cifar10: ["--aa", "cifar10"],
    random: ["--aa", "rand-m9-n2"],
    varied: ["--aa", "rand-m9-n2-mstd0.5-inc1", "--reprob", "0.25"],
  } as const;
  const losses = new Map<string, number[]>();
  for (const [name, flags] of Object.entries(runs)) losses.set(name, await lossesOf(name, ...flags));
  for (const [name, ofRun] of losses) {
    expect(ofRun, name).toHaveLength(2);
    for (const loss of ofRun) expect(loss, name).toBeGreaterThan(0);
    // From the first epoch on it has seen other pixels than all the others.
    const others = [...losses].filter(([other]) => other !== name).map(([, [first]]) => first);
    expect(others, name).not.toContain(ofRun[0]);
  }
  expect(await lossesOf("again", ...runs.varied)).toEqual(losses.get("varied"));
});

test("a policy that there is not is refused before anything is made", async () => {
  const { code, stderr } = await tresnet(
    ...settings.split(" "),
    "--aa",
    "augmix",
    "--output",
    folder,
    "--experiment",
    "no",
  );
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^error: --aa: expected imagenet, cifar10 or RandAugment such as rand-m9-n2 .*, got "augmix"\.\n$/,
  );
  expect(existsSync(path.join(folder, "no"))).toBe(false);
});
