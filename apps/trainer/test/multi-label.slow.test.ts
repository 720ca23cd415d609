/** Several labels per image, from a CSV file to a scored checkpoint. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { noise } from "@tresnet/vitest";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { tresnet } from "./run-in-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
const side = 24;
const classes = ["red", "green", "blue"];

/** Noise whose channels are bright where the image has the channel's label; every combination occurs, also none. */
async function writePictures(): Promise<void> {
  await mkdir(at("pictures"));
  const rows = [`file,split,${classes.join(",")}`];
  for (let index = 0; index < 96; index++) {
    const labels = classes.map((_, k) => (index >> k) & 1);
    const pixels = noise(side * side * 3, index, 0, 80).map((value, at) => value + 150 * (labels[at % 3] ?? 0));
    await sharp(Uint8Array.from(pixels), { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toFile(at("pictures", `${index}.png`));
    rows.push(
      `pictures/${index}.png,${["train", "train", "train", "train", "val", "test"][index >> 4]},${labels.join(",")}`,
    );
  }
  await writeFile(at("pictures.csv"), `${rows.join("\n")}\n`);
}

const training = (...more: string[]) => [
  ...["train", `csv:${at("pictures.csv")}`, "--img-size", "16", "--batch-size", "8", "--workers", "0"],
  ...["--opt", "adamw", "--lr", "0.003", "--hflip", "0", "--scale", "0.5", "1", "--output", folder, ...more],
];

const score = z.object({ name: z.string(), threshold: z.number(), f1: z.number(), averagePrecision: z.number() });
const evaluationSchema = z.object({
  task: z.literal("multi-label"),
  images: z.number(),
  meanAveragePrecision: z.number(),
  overall: z.object({ f1: z.number() }),
  byClass: z.object({ f1: z.number() }),
  calibrationError: z.number(),
  classes: z.array(score),
});
const evaluated = (stdout: string) => evaluationSchema.parse(JSON.parse(stdout));

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-multi-label-"));
  await writePictures();
  expect(await tresnet(...training("--epochs", "6", "--experiment", "run"))).toMatchObject({ code: 0 });
});
afterAll(() => rm(folder, { recursive: true }));

describe("a training with the asymmetric loss", () => {
  test("learns which labels an image has", async () => {
    const { stdout } = await tresnet("evaluate", "--checkpoint", at("run"), "--json");
    const { images, meanAveragePrecision, classes: each } = evaluated(stdout);
    expect(images).toBe(16);
    expect(each.map(({ name, threshold }) => [name, threshold])).toEqual(classes.map((name) => [name, 0.5]));
    // Guessing gives about 0.5.
    expect(meanAveragePrecision).toBeGreaterThan(0.9);
  });

  test("logs mAP and picks the best epoch by it; the report has it too", async () => {
    const lines = (await readFile(at("run", "metrics.jsonl"), "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).valMeanAveragePrecision)).toEqual(Array(6).fill(expect.any(Number)));
    const report = await readFile(at("run", "report.html"), "utf8");
    for (const word of ["mAP", "CF1", "OF1", "average precision", "map"]) expect(report).toContain(word);
  });

  test("starts again from its weights, with another head", async () => {
    const args = ["--head", "ml-decoder", "--decoder-embedding", "32", "--loss", "bce", "--epochs", "2", "--json"];
    const start = ["--initial-checkpoint", at("run", "last.safetensors"), "--experiment", "decoder"];
    const { code, stdout } = await tresnet(...training(...args, ...start));
    expect(code).toBe(0);
    const trained = JSON.parse(stdout).evaluation;
    for (const file of ["best.safetensors", "last.safetensors"]) {
      const again = await tresnet("evaluate", "--checkpoint", at("decoder", file), "--json");
      expect(again.code).toBe(0);
      expect(evaluated(again.stdout).images).toBe(16);
      if (file === "best.safetensors") expect(JSON.parse(again.stdout).loss).toBeCloseTo(trained.loss, 5);
    }
    const predicted = await tresnet("predict", at("pictures", "7.png"), "--checkpoint", at("decoder"), "--json");
    const [image] = JSON.parse(predicted.stdout).images;
    expect(image.predictions).toHaveLength(3);
    const likely = image.predictions.filter((one: { probability: number }) => one.probability >= 0.5);
    expect([...image.classes].sort()).toEqual(likely.map((one: { class: string }) => one.class).sort());
  });

  test.each([
    [["--loss", "ce"], "--loss: expected asl, bce or focal"],
    [["--class-weights", "balanced"], "--class-weights: expected none"],
  ])("%j is wrong usage", async (args, message) => {
    const { code, stderr } = await tresnet(...training("--epochs", "1", ...args));
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe("evaluate", () => {
  const evaluate = (...args: string[]) => tresnet("evaluate", "--checkpoint", at("run"), "--json", ...args);

  test("chooses thresholds on the validation images and scores others", async () => {
    const before = evaluated((await evaluate()).stdout);
    const after = evaluated((await evaluate("--threshold", "val")).stdout);
    expect(after.classes.map(({ threshold }) => threshold)).not.toEqual([0.5, 0.5, 0.5]);
    expect(after.meanAveragePrecision).toBe(before.meanAveragePrecision);
    expect(evaluated((await evaluate("--threshold", "0.25")).stdout).classes[0]?.threshold).toBe(0.25);
  });

  test("averages views, each of which changes the figures", async () => {
    const losses = [];
    for (const tta of ["none", "flip", "crops", "flip,crops"]) {
      const { code, stdout } = await evaluate("--tta", tta);
      expect(code).toBe(0);
      const { loss, tta: used } = JSON.parse(stdout);
      expect(used).toBe(tta);
      losses.push(loss);
      expect(evaluated(stdout).meanAveragePrecision).toBeGreaterThan(0.9);
    }
    expect(new Set(losses).size).toBe(4);
  });

  test("writes every image's labels and answers", async () => {
    await evaluate("--output", at("out.csv"));
    const [head, ...rows] = (await readFile(at("out.csv"), "utf8")).trimEnd().split("\r\n");
    expect(head).toBe("file,class,predicted,red,green,blue");
    expect(rows).toHaveLength(16);
    expect(rows.find((row) => row.includes("87.png"))).toContain("red; green; blue");
    await evaluate("--output", at("out.json"));
    const images = JSON.parse(await readFile(at("out.json"), "utf8"));
    expect(images[1]).toMatchObject({ classes: ["red"], probabilities: { red: expect.any(Number) } });
  });

  test.each([
    [["--threshold", "2"], "--threshold: expected a number from 0 to 1, val of evaluate, or a file, got 2"],
    [["--threshold", "none.json"], "got none.json, which can't be read (ENOENT"],
    [["--save-thresholds", "x.json"], "--save-thresholds: expected --threshold val with it, got none"],
    [["--threshold", "val", "--split", "val"], "--threshold val: expected other images to score"],
    [["--tta", "rotate"], "--tta: expected none | flip | flips | crops | flip,crops | flips,crops"],
  ])("%j is wrong usage", async (args, message) => {
    const { code, stderr } = await evaluate(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test("saves the thresholds that it chose, for itself and for predict", async () => {
    const saved = at("thresholds.json");
    const chosen = evaluated((await evaluate("--threshold", "val", "--save-thresholds", saved)).stdout);
    const again = evaluated((await evaluate("--threshold", saved)).stdout);
    expect(again).toEqual(chosen);
    const thresholds = Object.fromEntries(chosen.classes.map(({ name, threshold }) => [name, threshold]));
    expect(JSON.parse(await readFile(saved, "utf8"))).toEqual(thresholds);

    await evaluate("--threshold", saved, "--output", at("scored.json"));
    const scored = JSON.parse(await readFile(at("scored.json"), "utf8"));
    const files = scored.map(({ file }: { file: string }) => file);
    const predicted = await tresnet(
      ...["predict", ...files, "--checkpoint", at("run"), "--threshold", saved, "--json", "--topk", "1"],
      ...["--output", at("predicted.csv")],
    );
    expect(predicted.code, predicted.stderr).toBe(0);
    const { images } = JSON.parse(predicted.stdout) as { images: { file: string; classes: string[] }[] };
    expect(images.map(({ classes: said }) => said)).toEqual(
      scored.map((one: { predicted: string[] }) => one.predicted),
    );
    expect(new Set(images.map(({ classes: said }) => said.length)).size).toBeGreaterThan(2);
    expect(await readFile(at("predicted.csv"), "utf8")).toContain("red; green; blue");
  });

  test.each([
    ["[0.5]", "which holds something else"],
    ['{"red": 0.5, "green": 2, "blue": 0.5}', "which holds something else"],
    ['{"red": 0.5, "green": 0.5}', 'it has no "blue"'],
    ['{"red": 0.5, "green": 0.5, "blue": 0.5, "grey": 0.5}', 'it has "grey", which the model has not'],
  ])("refuses a file of %s", async (text, message) => {
    await writeFile(at("wrong.json"), text);
    const { code, stderr } = await evaluate("--threshold", at("wrong.json"));
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test("does not take data of one class per image for such a model", async () => {
    const rows = (await readFile(at("pictures.csv"), "utf8")).trimEnd().split("\n").slice(1, 8);
    const single = rows.map((row, i) => `${row.split(",")[0]},${classes[i % 3]}`);
    await writeFile(at("single.csv"), ["file,label", ...single, ""].join("\n"));
    const { code, stderr } = await evaluate(`csv:${at("single.csv")}`);
    expect(stderr).toMatch(
      /has one class per image, but .* was trained on any number of classes per image|has the classes/,
    );
    expect(code).toBe(2);
  });
});
