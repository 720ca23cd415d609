import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { syntheticData } from "@tresnet/data";
import { createModel, saveWeights } from "@tresnet/zoo";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { tresnet } from "./run-in-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);

/** Two classes of small PNG files in train/ and test/, and one file that is no image. */
async function writePhotographs(): Promise<void> {
  const { train } = syntheticData({ classes: 2, size: 24, counts: [48, 1, 1] });
  for (let index = 0; index < train.length; index++) {
    const image = train.source(index);
    if (image.kind !== "pixels") throw new Error("expected synthetic images to be pixels");
    const { data, width, height, channels } = image;
    const part = index < 32 ? "train" : "test";
    const target = at("photos", part, train.label(index) === 0 ? "red, round" : "green");
    await mkdir(target, { recursive: true });
    await sharp(data, { raw: { width, height, channels } })
      .png()
      .toFile(path.join(target, `${index}.png`));
  }
  await writeFile(at("photos", "train", "green", "broken.png"), "no image");
  await writeFile(at("photos", "test", "green", "broken.png"), "no image");
}

const training = () => [
  ...["train", `folder:${at("photos")}`, "--img-size", "16", "--batch-size", "8", "--epochs", "2", "--workers", "0"],
  ...["--val-split", "0.25", "--eval-metric", "balanced-accuracy", "--precision", "float32", "--output", folder],
];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-commands-"));
  await writePhotographs();
  expect(await tresnet(...training(), "--experiment", "run", "--class-weights", "balanced")).toMatchObject({ code: 0 });
});
afterAll(() => rm(folder, { recursive: true }));

describe("train", () => {
  test("leaves a run directory that says everything", async () => {
    const config = JSON.parse(await readFile(at("run", "config.json"), "utf8"));
    expect(config).toMatchObject({
      options: { imgSize: 16, epochs: 2, classWeights: "balanced" },
      environment: { Node: process.versions.node, TensorFlow: expect.stringContaining("2.21.0") },
    });
    const lines = (await readFile(at("run", "metrics.jsonl"), "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).epoch)).toEqual([1, 2]);
    for (const name of ["last.safetensors", "best.safetensors"]) expect(existsSync(at("run", name))).toBe(true);
  });

  test("keeps the last weights where nothing is validated on, and can't stop early there", async () => {
    const args = training().map((word, index, all) => (all[index - 1] === "--val-split" ? "0" : word));
    const { code, stdout } = await tresnet(...args, "--experiment", "unseen", "--lr", "0", "--json");
    expect(code).toBe(0);
    // At a learning rate of 0 the second epoch is no better than the first.
    expect(JSON.parse(stdout)).toMatchObject({ best: { epoch: 2, metric: "accuracy" } });
    const patient = await tresnet(...args, "--experiment", "patient", "--patience", "1");
    expect(patient.stderr).toContain("--patience: expected validation images");
    expect(patient.code).toBe(2);
  });

  test("writes a report with mistakes and the images that could not be read", async () => {
    const report = await readFile(at("run", "report.html"), "utf8");
    expect(report).toContain("red, round");
    expect(report).toContain("train/green/broken.png");
    expect(report).toContain("test/green/broken.png");
    expect(report).not.toMatch(/https?:\/\//);
  });

  test("repeats itself from its own config.json, to the digit", async () => {
    const config = ["--config", at("run", "config.json"), "--experiment", "again", "--json"];
    const again = await tresnet("train", ...config);
    expect(again.code).toBe(0);
    const read = (run: string) => readFile(at(run, "best.safetensors"));
    expect((await read("again")).equals(await read("run"))).toBe(true);
    expect(JSON.parse(again.stdout)).toMatchObject({ run: at("again"), epochs: 2, evaluation: { images: 16 } });
  });

  test("fails on a broken image if told so", async () => {
    const { code, stderr } = await tresnet(...training(), "--experiment", "strict", "--on-broken", "fail");
    expect(code).toBe(1);
    expect(stderr).toMatch(/error: .*broken\.png/);
  });

  describe("stops when the loss is no number", () => {
    const wild = ["--lr", "1e20", "--sched", "constant", "--opt", "momentum", "--json"];
    const failure = z.object({ error: z.string(), exitCode: z.literal(1) });

    test("and names the step, the last good checkpoint and what to do", async () => {
      const args = ["--experiment", "wild", "--checkpoint-interval", "1"];
      const { code, stdout, stderr } = await tresnet(...training(), ...args, ...wild);
      expect(code).toBe(1);
      const { error } = failure.parse(JSON.parse(stdout));
      expect(error).toMatch(/training step \d+: the (loss|gradient norm) must be finite/);
      expect(error).toMatch(/The last good checkpoint is .*, after batch \d+ of epoch 1\./);
      expect(error).toContain(
        `--lr 10000000000000000000 --clip-grad 1 --initial-checkpoint ${at("wild", "last.safetensors")}`,
      );
      expect(existsSync(at("wild", "last.safetensors"))).toBe(true);
      expect(stderr).toContain(`error: ${error}\n`);
    });

    test("and says that there is no checkpoint yet", async () => {
      const { stdout } = await tresnet(...training(), "--experiment", "wilder", ...wild);
      expect(failure.parse(JSON.parse(stdout)).error).toMatch(
        /No checkpoint was written yet\. .* --experiment wilder-again --lr \d+ --clip-grad 1$/,
      );
      expect(existsSync(at("wilder", "last.safetensors"))).toBe(false);
    });
  });

  test("is not resumed on other data", async () => {
    const extra = at("photos", "train", "green", "extra.png");
    await copyFile(at("photos", "train", "green", "1.png"), extra);
    const { code, stderr } = await tresnet("train", "--resume", at("run"));
    await rm(extra);
    expect(code).toBe(2);
    expect(stderr).toMatch(/got other data: \d+ training images, there were \d+/);
  });

  test("starts from the weights of another run, with a head for other classes", async () => {
    const { code, stdout } = await tresnet(
      ...["train", "synthetic", "--img-size", "16", "--batch-size", "256", "--epochs", "1", "--freeze", "backbone"],
      ...["--initial-checkpoint", at("run", "best.safetensors"), "--output", folder, "--experiment", "tuned", "--json"],
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).evaluation.classes).toHaveLength(4);
  });

  test.each([
    [["train"], "expected data to train on"],
    [["train", "synthetic", "--epochs", "0"], "--epochs: expected a whole number from 1"],
    [["train", "synthetic", "--model", "tresnet_x"], 'Did you mean "tresnet_s"?'],
    [["train", "synthetic", "--batchsize", "3"], "Did you mean --batch-size?"],
    [["train", "synthetic", "--num-classes", "3"], "--num-classes: expected at least 4"],
    [["train", "synthetik"], "Did you mean"],
    [["train", "--resume", "/nowhere"], "/nowhere holds no run"],
    [["train", "--resume", "x", "--epochs", "3"], "--resume takes all settings from the run"],
    [["trian"], "Did you mean train?"],
    [["train", "synthetic", "--config", "/nowhere.yaml"], "--config: cannot read /nowhere.yaml"],
  ])("%j is wrong usage", async (args, message) => {
    const { code, stderr } = await tresnet(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

test("--json tells of a failure too", async () => {
  const { code, stdout } = await tresnet("predict", "/nowhere.png", "--checkpoint", at("run"), "--json");
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining("/nowhere.png"), exitCode: 2 });
});

const scores = z.object({
  images: z.number(),
  accuracy: z.number(),
  balancedAccuracy: z.number(),
  rocAuc: z.number(),
  confusionMatrix: z.array(z.array(z.number())),
  broken: z.array(z.object({ file: z.string(), reason: z.string() })),
});

describe("evaluate", () => {
  test("scores the test images of the run, and both checkpoints alike in shape", async () => {
    const { code, stdout, stderr } = await tresnet("evaluate", "--checkpoint", at("run"), "--workers", "0", "--json");
    expect(code).toBe(0);
    expect(stderr).toContain("16 test images");
    const result = scores.parse(JSON.parse(stdout));
    expect(result.images).toBe(16);
    expect(result.confusionMatrix.flat().reduce((sum, count) => sum + count, 0)).toBe(16);
    expect(result.broken.map(({ file }) => path.basename(file))).toEqual(["broken.png"]);
    const last = await tresnet("evaluate", "--checkpoint", at("run", "last.safetensors"), "--workers", "0", "--json");
    expect(scores.parse(JSON.parse(last.stdout)).images).toBe(16);
  });

  test("writes every prediction as CSV and as JSON", async () => {
    for (const name of ["out.csv", "out.json"]) {
      const args = ["--checkpoint", at("run"), "--workers", "0", "--output", at(name)];
      expect((await tresnet("evaluate", ...args)).code).toBe(0);
    }
    const csv = (await readFile(at("out.csv"), "utf8")).split("\r\n");
    expect(csv[0]).toBe('file,class,predicted,green,"red, round"');
    expect(csv).toHaveLength(1 + 16 + 1);
    const json = z.array(
      z.object({ file: z.string(), class: z.string(), probabilities: z.record(z.string(), z.number()) }),
    );
    const rows = json.parse(JSON.parse(await readFile(at("out.json"), "utf8")));
    expect(rows).toHaveLength(16);
    for (const { probabilities } of rows)
      expect((probabilities.green ?? 0) + (probabilities["red, round"] ?? 0)).toBeCloseTo(1, 4);
  });

  test("takes the test images of the training's folder, wherever that was moved", async () => {
    await cp(at("photos"), at("moved", "elsewhere"), { recursive: true });
    const args = ["--checkpoint", at("run"), "--workers", "0", "--json"];
    const { stdout, stderr } = await tresnet("evaluate", `folder:${at("moved", "elsewhere")}`, ...args);
    expect(stderr).toContain("16 test images");
    expect(scores.parse(JSON.parse(stdout)).images).toBe(16);
  });

  test("takes all of a folder that was not trained on", async () => {
    const args = ["--checkpoint", at("run"), "--workers", "0", "--json"];
    const { stdout } = await tresnet("evaluate", `folder:${at("photos", "train")}`, ...args);
    expect(scores.parse(JSON.parse(stdout)).images).toBe(32);
  });

  test("takes weights that say nothing of themselves for the model that is named, with the data's classes", async () => {
    const model = createModel("tresnet_s", { numClasses: 2, seed: 1 });
    await saveWeights(model, at("plain.safetensors"));
    model.dispose();
    const args = ["--checkpoint", at("plain.safetensors"), "--model", "tresnet_s", "--workers", "0", "--json"];
    const { stdout, stderr } = await tresnet("evaluate", `folder:${at("photos")}`, ...args);
    expect(stderr).toContain("plain.safetensors does not name its 2; taken for those of");
    expect(scores.parse(JSON.parse(stdout)).images).toBe(16);
    const alone = await tresnet("evaluate", `folder:${at("photos")}`, "--checkpoint", at("plain.safetensors"));
    expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining("Say with --model which network")]);
    const other = ["--checkpoint", at("run"), "--model", "tresnet_m"];
    const wrong = await tresnet("evaluate", ...other);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("--model: expected tresnet_s, which")]);
  });

  test.each([
    [["synthetic"], "Evaluate on data with the same classes"],
    [["cifra10"], 'Did you mean "cifar10"?'],
    [["folder:PHOTOS", "--split", "test"], "expected a part that"],
    [["--output", "scores.txt"], "--output: expected a file that ends in .csv or .json, got scores.txt"],
    [["--output", "no/such/folder/scores.csv"], '--output: expected a folder "no/such/folder"'],
    [["--checkpoint", "/nowhere"], "/nowhere: expected a run directory or a checkpoint"],
  ])("%j is wrong usage", async (args, message) => {
    const given = args.map((word) => word.replace("PHOTOS", at("photos", "train")));
    const { code, stderr } = await tresnet("evaluate", "--checkpoint", at("run"), ...given);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe("predict", () => {
  const predictions = z.object({
    images: z.array(
      z.object({ file: z.string(), predictions: z.array(z.object({ class: z.string(), probability: z.number() })) }),
    ),
    broken: z.array(z.object({ file: z.string() })),
  });

  test("takes files, folders and globs, each image once", async () => {
    const one = at("photos", "test", "green", "33.png");
    const inputs = [one, at("photos", "test", "green"), at("photos", "*", "red, round", "4?.png")];
    const { code, stdout } = await tresnet("predict", ...inputs, "--checkpoint", at("run"), "--workers", "0", "--json");
    expect(code).toBe(0);
    const { images, broken } = predictions.parse(JSON.parse(stdout));
    expect(images[0]?.file).toBe(one);
    expect(images).toHaveLength(8 + 4);
    expect(broken.map(({ file }) => path.basename(file))).toEqual(["broken.png"]);
    for (const { predictions: top } of images) {
      expect(top).toHaveLength(2);
      expect(top[0]?.probability).toBeGreaterThanOrEqual(0.5);
    }
  });

  test("prints a table, and CSV with quotes where they are needed", async () => {
    const args = ["--checkpoint", at("run"), "--workers", "0", "--topk", "1", "--output", at("p.csv")];
    const { code, stdout } = await tresnet("predict", at("photos", "test"), ...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/test\/green\/33\.png +(green|red, round) +\d+\.\d%/);
    expect(await readFile(at("p.csv"), "utf8")).toContain('file,predicted,green,"red, round"\r\n');
  });

  test("fails when no image could be read", async () => {
    const file = at("photos", "test", "green", "broken.png");
    const { code, stdout, stderr } = await tresnet("predict", file, "--checkpoint", at("run"), "--workers", "0");
    expect(code).toBe(1);
    expect(stdout).toContain(`skipped ${file}`);
    expect(stderr).toContain("none of the 1 images could be read");
  });

  test.each([
    [["/nowhere.png"], "there is no such file"],
    [["/nowhere/*.png"], "got no match"],
    [["x.png", "--output", "p.txt"], "expected a file that ends in .csv or .json"],
    [[], "missing required argument 'images'"],
  ])("%j is wrong usage", async (args, message) => {
    const { code, stderr } = await tresnet("predict", ...args, "--checkpoint", at("run"));
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test("says what is wrong with a checkpoint of somebody else", async () => {
    const { code, stderr } = await tresnet(
      "predict",
      folder,
      "--checkpoint",
      at("photos", "train", "green", "broken.png"),
    );
    expect(code).toBe(1);
    expect(stderr).toContain("broken.png");
  });
});

describe("doctor, setup and models", () => {
  test("doctor tells library, devices and threads", async () => {
    const { code, stdout } = await tresnet("doctor", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      node: process.versions.node,
      problem: null,
      library: { version: expect.stringMatching(/^2\./) },
      devices: [expect.stringContaining("CPU:0")],
    });
    expect((await tresnet("doctor")).stdout).toMatch(/TensorFlow +2\./);
  });

  test("setup names the library", async () => {
    const { code, stdout } = await tresnet("setup", "--device", "cpu", "--json");
    expect(code).toBe(0);
    // Of a folder that TRESNET_TENSORFLOW_DIR names, the version is known only once it is loaded.
    const version = process.env["TRESNET_TENSORFLOW_DIR"] === undefined ? expect.stringMatching(/^2\./) : "unknown";
    expect(JSON.parse(stdout)).toMatchObject({ version, directory: expect.any(String) });
  });
});
