import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { memory } from "@tensorflow/tfjs-core";
import { syntheticData } from "@tresnet/data";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startTresnet } from "./cli-process.ts";
import { metricsOf } from "./compare-runs.ts";
import { tresnet } from "./run-in-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);

/** 12 images of each of two classes, no more than a batch. */
async function writePhotographs(): Promise<void> {
  const { train } = syntheticData({ classes: 2, size: 16, counts: [24, 1, 1] });
  for (let index = 0; index < train.length; index++) {
    const image = train.source(index);
    if (image.kind !== "pixels") throw new Error("expected synthetic images to be pixels");
    const { data, width, height, channels } = image;
    const target = at("photos", "train", `class ${train.label(index)}`);
    await mkdir(target, { recursive: true });
    await sharp(data, { raw: { width, height, channels } })
      .png()
      .toFile(path.join(target, `${index}.png`));
  }
}

/** The settings that both commands share. */
const shared = () => [
  ...[`folder:${at("photos")}`, "--img-size", "16", "--batch-size", "24", "--workers", "0", "--val-split", "0"],
  ...["--precision", "float32", "--threads", "2", "--output", folder],
];

const answer = z.object({
  folder: z.string(),
  picture: z.string(),
  figures: z.string(),
  steps: z.int(),
  diverged: z.boolean(),
  suggestions: z.nullable(z.object({ valley: z.number(), steep: z.number() })),
  problem: z.nullable(z.string()),
  next: z.nullable(z.string()),
});

/** Runs the command and returns what it answers, with the losses that it wrote. */
async function lrFind(name: string, ...options: string[]) {
  const { code, stdout, stderr } = await tresnet("lr-find", ...shared(), "--experiment", name, ...options, "--json");
  expect(code, stderr).toBe(0);
  const answered = answer.parse(JSON.parse(stdout));
  const { losses } = z
    .object({ losses: z.array(z.number()) })
    .parse(JSON.parse(await readFile(answered.figures, "utf8")));
  return { ...answered, losses, said: stderr };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-lr-find-"));
  await writePhotographs();
});
afterAll(() => rm(folder, { recursive: true }));

describe("lr-find", () => {
  test("goes over few images again, bursts, suggests a rate, draws it and names the next command", async () => {
    const range = ["--start-lr", "1e-5", "--num-it", "40"];
    const found = await lrFind("found", ...range, "--seed", "5");
    const before = memory().numTensors;
    expect(found).toMatchObject({ folder: at("found"), picture: at("found", "lr-find.svg"), diverged: true });
    expect(found.losses).toHaveLength(found.steps);
    expect(found.steps).toBeGreaterThan(10);
    expect(found.suggestions?.valley).toBeGreaterThan(1e-5);
    expect(found.suggestions?.valley).toBeLessThan(1);
    expect(found.next).toMatch(/^tresnet train folder:\S+photos .*--seed 5 --lr [\d.e-]+$/);
    expect(found.said).toMatch(
      /valley .* take this one first\nsteep .*\npicture: .*lr-find\.svg\nnext: tresnet train /,
    );
    expect((await readdir(at("found"))).toSorted()).toEqual(["lr-find.json", "lr-find.svg"]);
    expect(await readFile(found.picture, "utf8")).toContain(">valley ");

    const again = await lrFind("again", ...range, "--seed", "5");
    expect(again.losses).toEqual(found.losses);
    expect(again.suggestions).toEqual(found.suggestions);
    const other = await lrFind("other", ...range, "--seed", "6");
    expect(other.losses[0]).not.toBe(found.losses[0]);
    expect(memory().numTensors).toBe(before);
  });

  test("steps the very training that train would start", async () => {
    const regime = [
      ...["--grad-accum", "3", "--mixup", "0.4", "--class-weights", "balanced", "--freeze", "2", "--drop", "0.2"],
      ...["--opt", "adamw", "--model-ema", "--clip-grad", "1", "--seed", "3", "--batch-size", "8"],
    ];
    const { losses } = await lrFind("stepped", ...regime, "--start-lr", "1e-3", "--num-it", "10");
    const run = ["--experiment", "trained", "--epochs", "1", "--sched", "constant", "--lr", "1e-3"];
    expect(await tresnet("train", ...shared(), ...regime, ...run)).toMatchObject({ code: 0, stderr: "" });
    // The one update of the epoch: the mean loss of its three batches, before it.
    const [epoch] = await metricsOf(at("trained"));
    expect(losses[0]).toBeCloseTo(Number(epoch?.trainLoss), 6);
    // And that of the next, behind it.
    await tresnet("train", ...shared(), ...regime, ...run, "--epochs", "2", "--experiment", "longer");
    const [, second] = await metricsOf(at("longer"));
    const { losses: level } = await lrFind(
      "level",
      ...regime,
      "--start-lr",
      "1e-3",
      "--end-lr",
      "0.00100001",
      "--num-it",
      "10",
    );
    expect(level[1]).toBeCloseTo(Number(second?.trainLoss), 4);
  });

  test("ends in good order when the loss is no number, and says why there is no suggestion", async () => {
    const wild = await lrFind("wild", "--start-lr", "500", "--end-lr", "1000", "--opt", "momentum", "--num-it", "20");
    expect(wild.diverged).toBe(true);
    expect(wild.steps).toBeLessThan(20);
    expect(wild.suggestions).toBeNull();
    expect(wild.next).toBeNull();
    expect(wild.problem).toMatch(/^No suggestion: the loss burst after \d+ of 20 steps/);
    expect(wild.said).toContain(wild.problem);
    expect(existsSync(wild.picture)).toBe(true);
  });

  test("suggests nothing from a loss that stays where it is", async () => {
    const still = ["--hflip", "0", "--train-crop-mode", "pad", "--padding", "0"];
    const flat = await lrFind("flat", ...still, "--start-lr", "1e-12", "--end-lr", "1e-10", "--num-it", "12");
    expect(flat).toMatchObject({ steps: 12, diverged: false, suggestions: null, next: null });
    expect(flat.problem).toMatch(/the loss did not fall by 1 % in 12 steps\. Go higher than --end-lr 1e-10,/);
  });

  test("fails where the first loss is no number, and leaves nothing behind", async () => {
    const images = ["--mean", "-1e38,-1e38,-1e38", "--std", "1e-6,1e-6,1e-6"];
    const { code, stderr } = await tresnet("lr-find", ...shared(), ...images, "--experiment", "infinite");
    expect(code).toBe(1);
    expect(stderr).toMatch(/training step 0: .* It was the first step, so the learning rate is not to blame/);
    expect(existsSync(at("infinite"))).toBe(false);
  });

  test("does not write into a folder that holds something", async () => {
    await mkdir(at("used", "photos"), { recursive: true });
    const { code, stderr } = await tresnet("lr-find", ...shared(), "--experiment", "used");
    expect(code).toBe(2);
    expect(stderr).toBe(`error: ${at("used")} holds a run already. Choose another --experiment.\n`);
  });

  test("stops cleanly", async () => {
    const cli = startTresnet(
      "lr-find",
      ...shared(),
      "--experiment",
      "stopped",
      "--num-it",
      "500",
      "--log-interval",
      "1",
    );
    await cli.until(() => cli.stdout.includes("lr 1"));
    cli.signal("SIGINT");
    const { code, stderr } = await cli.ended();
    expect(code).toBe(130);
    expect(stderr).toMatch(/^Stopped after \d+ of 500 steps\. Nothing was written\.\n$/);
    expect(existsSync(at("stopped"))).toBe(false);
  });
});
