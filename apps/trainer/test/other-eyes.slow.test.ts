/** Looking instead of reading: labels that are wrong, event files, and where a model sees a class. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { noise } from "@tresnet/vitest";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cleanData, type ExplainEvent, explain } from "../src/index.ts";
import { tresnet } from "./run-in-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
const side = 24;
const classes = ["red", "green"];
const wrong = [4, 17, 31];

/** Noise that is bright in red or in green; three images have the other's label, and one is there twice. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-eyes-"));
  await mkdir(at("pictures"));
  const rows = ["file,class,split"];
  for (let index = 0; index < 61; index++) {
    const kind = index % 2;
    const pixels = noise(side * side * 3, index === 60 ? 2 : index, 0, 90).map(
      (value, n) => value + (n % 3 === kind ? 120 : 0),
    );
    await sharp(Uint8Array.from(pixels), { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toFile(at("pictures", `${index}.png`));
    const label = classes[wrong.includes(index) ? 1 - kind : kind];
    rows.push(`pictures/${index}.png,${label},${index < 48 ? "train" : "val"}`);
  }
  await writeFile(at("pictures.csv"), `${rows.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

describe("data clean", () => {
  test("finds the wrong labels and the image that is in two parts, and writes what to do about them", async () => {
    const work: string[] = [];
    const result = await cleanData(
      {
        data: `csv:${at("pictures.csv")}`,
        imgSize: 32,
        workers: 0,
        folds: 4,
        precision: "float32",
        output: at("clean.html"),
        csv: at("clean.csv"),
      },
      { onEvent: (event) => event.type === "progress" && work.push(event.work) },
    );
    expect(new Set(work)).toEqual(
      new Set(["looking", "comparing", "computing features", "cross-validating", "drawing"]),
    );
    expect(result.wrongLabels.map(({ file }) => path.basename(file)).sort()).toEqual(
      wrong.map((n) => `${n}.png`).sort(),
    );
    for (const one of result.wrongLabels) expect(one.suggested).not.toBe(one.class);
    expect(result.duplicates.map((group) => group.map(({ file }) => path.basename(file)))).toEqual([
      ["2.png", "60.png"],
    ]);
    const lines = (await readFile(at("clean.csv"), "utf8")).split("\r\n");
    expect(lines).toHaveLength(62);
    expect(lines).toContain(`${at("pictures", "4.png")},red,train`);
    expect(lines.some((line) => line.startsWith(at("pictures", "2.png")))).toBe(false);
    expect(await readFile(at("clean.html"), "utf8")).toContain("Download the corrected CSV");
  });

  test("csv: reads what it writes", async () => {
    const { code, stdout } = await tresnet(
      "data",
      "inspect",
      `csv:${at("clean.csv")}`,
      "--output",
      at("x.html"),
      "--json",
    );
    expect(code).toBe(0);
    expect(
      JSON.parse(stdout).parts.map(({ part, images }: { part: string; images: number }) => [part, images]),
    ).toEqual([
      ["train", 47],
      ["val", 13],
    ]);
  });

  test("refuses images with several classes", async () => {
    await writeFile(at("several.csv"), "file,red,green\npictures/0.png,1,1\npictures/1.png,0,1\n");
    const { code, stderr } = await tresnet("data", "clean", `csv:${at("several.csv")}`);
    expect([code, stderr]).toEqual([2, expect.stringContaining("expected data with one class per image")]);
  });
});

describe("a training with --log tensorboard", () => {
  const training = [
    "train",
    "--img-size",
    "16",
    "--batch-size",
    "8",
    "--workers",
    "0",
    "--epochs",
    "1",
    "--lr",
    "0.01",
  ];

  test("writes figures, pictures and histograms beside the run", async () => {
    const log = ["--log", "tensorboard", "--log-every", "2", "--log-histograms"];
    const place = ["--output", folder, "--experiment", "run"];
    const before = tf.memory().numTensors;
    const { code, stderr } = await tresnet(...training, `csv:${at("clean.csv")}`, ...log, ...place);
    expect([code, stderr]).toEqual([0, ""]);
    expect(tf.memory().numTensors).toBe(before);
    const [file = ""] = await readdir(at("run", "tensorboard"));
    expect(file).toMatch(/^events\.out\.tfevents\..*\.tresnet$/);
    const events = (await readFile(at("run", "tensorboard", file))).toString("latin1");
    for (const tag of [
      "step/loss",
      "step/learning_rate",
      "val/accuracy",
      "val/confusion/image",
      "weights/head.fc.weight",
    ]) {
      expect(events).toContain(tag);
    }
  });

  test("says before anything is read what no logger is", async () => {
    const { code, stderr } = await tresnet(...training, `csv:${at("clean.csv")}`, "--log", "tensorbord");
    expect([code, stderr]).toEqual([2, expect.stringContaining("--log: expected tensorboard or mlflow:URI")]);
  });
});

describe("explain", () => {
  const asking = { image: "", checkpoint: "" };
  beforeAll(() => Object.assign(asking, { image: at("pictures", "0.png"), checkpoint: at("run") }));

  test("draws the heat of the likeliest class over the image, and gives its numbers", async () => {
    const events: ExplainEvent["type"][] = [];
    const onEvent = ({ type }: { type: ExplainEvent["type"] }) => void events.push(type);
    const result = await explain({ ...asking, output: at("heat.png") }, { onEvent });
    expect(result).toMatchObject({
      model: "tresnet_s",
      stage: "stage4",
      method: "hirescam",
      class: result.predictions[0]?.class,
    });
    expect(result.heat).toHaveLength(1);
    expect(events.at(-1)).toBe("done");
    expect(await sharp(at("heat.png")).metadata()).toMatchObject({
      format: "png",
      width: 384,
      height: 384,
      channels: 3,
    });
  });

  test("takes any class, stage and method", async () => {
    const result = await explain({
      ...asking,
      class: "green",
      stage: "stage1",
      method: "layercam",
      output: at("heat.jpg"),
    });
    expect([result.class, result.heat.length, result.heat[0]?.length]).toEqual(["green", 8, 8]);
    expect(await sharp(at("heat.jpg")).metadata()).toMatchObject({ format: "jpeg" });
  });

  test("refuses classes that the model does not have, and files of other kinds", async () => {
    await expect(explain({ ...asking, class: "grean" })).rejects.toThrow("--class: expected a class of");
    await expect(explain({ ...asking, class: "grean" })).rejects.toThrow('Did you mean "green"?');
    await expect(explain({ ...asking, output: at("heat.gif") })).rejects.toThrow(
      "--output: expected a file that ends in .png",
    );
  });
});
