/** Some classes, few images, and weights to give away: from the command line to the same answers. */
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSafetensors } from "@tresnet/checkpoints";
import { readOnnxMetadata } from "@tresnet/export";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tresnet } from "./run-in-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
const shared =
  "--img-size 16 --batch-size 8 --epochs 1 --workers 0 --precision float32 --seed 4 --model-ema --train-per-class 12";
const train = (name: string, ...args: string[]) =>
  tresnet("train", "synthetic", ...shared.split(" "), "--output", folder, "--experiment", name, ...args);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-export-"));
  const { code, stderr } = await train("run", "--classes", "plain lime,plain red");
  expect(code, stderr).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluated(...args: string[]) {
  const { code, stdout, stderr } = await tresnet("evaluate", "synthetic", "--precision", "float32", ...args, "--json");
  expect(code, stderr).toBe(0);
  return { stderr, ...(JSON.parse(stdout) as { images: number; accuracy: number; loss: number }) };
}

describe("some classes and few images", () => {
  test("are in config.json, with the fingerprint of what is left", async () => {
    const { options, data } = JSON.parse(await readFile(at("run", "config.json"), "utf8"));
    expect(options).toMatchObject({ classes: ["plain lime", "plain red"], trainPerClass: 12 });
    expect(data).toMatchObject({
      classNames: ["plain red", "plain lime"],
      parts: { train: { images: 24 }, val: { images: 64 }, test: { images: 64 } },
    });
  });

  test("are found again on resume", async () => {
    const { code, stderr } = await tresnet("train", "--resume", at("run"));
    expect(code, stderr).toBe(0);
  });

  test("are what evaluate scores: of the run's own data, and of data with more classes", async () => {
    expect(await evaluated("--checkpoint", at("run"))).toMatchObject({ images: 64 });
    expect(await evaluated("--checkpoint", at("run"), "--split", "train")).toMatchObject({ images: 24 });
  });

  test("that are unknown or too few are refused before anything is written", async () => {
    const unknown = await train("unknown", "--classes", "plain red,cat");
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("got cat. Correct the names.")]);
    const few = await train("few", "--train-per-class", "129");
    expect([few.code, few.stderr]).toEqual([2, expect.stringContaining('got 128 of "plain red"')]);
    await expect(readFile(at("unknown", "config.json"))).rejects.toThrow(/ENOENT/);
  });
});

describe("export", () => {
  test("writes the averaged weights as float16, which answer as the run's do", async () => {
    const file = at("given.safetensors");
    const args = ["--output", file, "--half", "--license-note", "Apache-2.0", "--json"];
    for (const checkpoint of [at("run"), at("run", "last.safetensors")]) {
      const { code, stdout, stderr } = await tresnet("export", checkpoint, ...args);
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        output: file,
        metadata: { dataset: "synthetic", architecture: "tresnet_s" },
      });
      const [ours, theirs] = [await evaluated("--checkpoint", file), await evaluated("--checkpoint", at("run"))];
      expect(ours.stderr).toContain(
        "classes: the 2 that the model knows of the 4 of synthetic; 64 images of others are left out",
      );
      expect(ours).toMatchObject({ images: 64, leftOut: 64, accuracy: theirs.accuracy });
      // float16 rounds weights by up to 2⁻¹¹.
      expect(Math.abs(ours.loss - theirs.loss)).toBeLessThan(0.01);
    }
    const { metadata, tensors } = await readSafetensors(file);
    expect(metadata).toMatchObject({ license_note: "Apache-2.0", classes: '["plain red","plain lime"]' });
    expect(new Set([...tensors.values()].map(({ dtype }) => dtype))).toEqual(new Set(["F16", "I64"]));
  });

  test("writes a backbone that a training of other classes starts from, and that alone predicts nothing", async () => {
    const file = at("backbone.safetensors");
    const { code, stderr } = await tresnet("export", at("run"), "--output", file, "--backbone");
    expect(code, stderr).toBe(0);
    const started = await train("other", "--initial-checkpoint", file, "--freeze", "backbone");
    expect(started.code, started.stderr).toBe(0);
    const [given, trained] = await Promise.all(
      [file, at("other", "best.safetensors")].map((file) => readSafetensors(file)),
    );
    const key = "body.layer1.0.conv1.conv.weight";
    expect(given?.tensors.has(key)).toBe(true);
    expect(trained?.tensors.get(key)).toEqual(given?.tensors.get(key));
    const photo = at("photo.png");
    await sharp({ create: { width: 20, height: 20, channels: 3, background: "#d08040" } }).toFile(photo);
    const predicted = await tresnet("predict", photo, "--checkpoint", file);
    expect([predicted.code, predicted.stderr]).toEqual([1, expect.stringContaining("got a backbone alone")]);
  });

  test("writes the folder of transformers.js, and its card says what the run knows", async () => {
    const folder = at("for-transformers");
    const args = ["--format", "transformers-js", "--output", folder, "--license-note", "Apache-2.0", "--json"];
    const { code, stdout, stderr } = await tresnet("export", at("run"), ...args);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ output: folder, check: { agreement: 1 } });
    expect((await readdir(folder)).sort()).toEqual(["README.md", "config.json", "onnx", "preprocessor_config.json"]);
    const config = JSON.parse(await readFile(path.join(folder, "config.json"), "utf8"));
    expect(config.id2label).toEqual({ 0: "plain red", 1: "plain lime" });
    const card = await readFile(path.join(folder, "README.md"), "utf8");
    for (const text of ["license: apache-2.0", "trained on synthetic", "tresnet train synthetic", "accuracy "]) {
      expect(card).toContain(text);
    }
  });

  test("of timm refuses tresnet_s, and leaves nothing", async () => {
    const { code, stderr } = await tresnet("export", at("run"), "--format", "timm", "--output", at("for-timm"));
    expect([code, stderr]).toEqual([1, expect.stringContaining("tresnet_s: expected a model that timm builds")]);
    expect(await readdir(folder)).not.toContain("for-timm");
  });

  test("says what is wrong with its output", async () => {
    for (const args of [[], ["--output", at("weights.onnx")]]) {
      const { code, stderr } = await tresnet("export", at("run"), ...args);
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining("--output: expected a file that ends in .safetensors"),
      ]);
    }
  });
});

describe("export --format onnx", () => {
  const figures = ({ stderr: _, ...rest }: Awaited<ReturnType<typeof evaluated>>) => rest;

  test("writes a file that was run beside the model, and that evaluates and predicts as the run does", async () => {
    const file = at("model.onnx");
    const { code, stdout, stderr } = await tresnet("export", at("run"), "--format", "onnx", "--output", file, "--json");
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /checked by onnxruntime-node 1\.\d+\.\d+ on 16 test images: deviation .*100\.0% same answers/,
    );
    const { check, metadata } = JSON.parse(stdout);
    expect(check).toMatchObject({ images: 16, limit: 1e-5, agreement: 1, what: "16 test images" });
    expect(check.deviation).toBeLessThan(1e-5);
    const stored = await readOnnxMetadata(file);
    expect(JSON.parse(stored.get("check") ?? "")).toEqual(check);
    expect(Object.fromEntries(stored)).toMatchObject({
      ...metadata,
      classes: '["plain red","plain lime"]',
      task: "single-label",
      input: "float32",
      preprocessing: expect.stringContaining('"imgSize":16,"cropMode":"center"'),
    });
    // The images of synthetic data are those of the seed, which no file beside the export tells.
    const run = await evaluated("--checkpoint", at("run"), "--seed", "4");
    const exported = await evaluated("--checkpoint", file, "--seed", "4");
    expect(figures(exported)).toMatchObject({ images: run.images, accuracy: run.accuracy });
    expect(Math.abs(exported.loss - run.loss)).toBeLessThan(1e-5);
    const photo = at("one.png");
    await sharp({ create: { width: 20, height: 20, channels: 3, background: "#d08040" } }).toFile(photo);
    const predictionsOf = async (checkpoint: string) => {
      const said = await tresnet("predict", photo, "--checkpoint", checkpoint, "--precision", "float32", "--json");
      expect(said.code, said.stderr).toBe(0);
      return JSON.parse(said.stdout).images[0].predictions as { class: string; probability: number }[];
    };
    const [ours, theirs] = [await predictionsOf(at("run")), await predictionsOf(file)];
    expect(theirs.map((one) => one.class)).toEqual(ours.map((one) => one.class));
    for (const [index, { probability }] of ours.entries()) {
      expect(theirs[index]?.probability).toBeCloseTo(probability, 4);
    }
  });

  test("writes one that takes bytes of any size, in half the bytes, and evaluates alike", async () => {
    const file = at("bytes.onnx");
    const args = ["--input", "uint8", "--half", "--img-size", "dynamic", "--output", file];
    const { code, stderr } = await tresnet("export", at("run"), "--format", "onnx", ...args);
    expect(code, stderr).toBe(0);
    const [run, exported] = [await evaluated("--checkpoint", at("run")), await evaluated("--checkpoint", file)];
    expect(exported).toMatchObject({ images: run.images });
    expect(Math.abs(exported.loss - run.loss)).toBeLessThan(0.01);
  });

  test("writes 8 bits, calibrated by training images, in little more than a quarter of the bytes", async () => {
    const file = at("int8.onnx");
    const args = ["--format", "onnx", "--quantize", "int8", "--calibration-images", "12", "--output", file, "--json"];
    const { code, stdout, stderr } = await tresnet("export", at("run"), ...args);
    expect(code, stderr).toBe(0);
    const { bytes, check, metadata } = JSON.parse(stdout);
    const { size } = await stat(at("model.onnx"));
    expect(bytes / size).toBeLessThan(0.3);
    expect(metadata.content).toBe("backbone and head, int8");
    expect(check).toMatchObject({ limit: 0.25 });
    const [run, exported] = [await evaluated("--checkpoint", at("run")), await evaluated("--checkpoint", file)];
    expect(Math.abs(exported.loss - run.loss)).toBeLessThan(0.05);
    const half = await tresnet("export", at("run"), ...args, "--half", "--force");
    expect([half.code, half.stderr]).toEqual([
      2,
      expect.stringContaining("--half: expected none with --quantize int8"),
    ]);
  });

  test("has no 8 bits without images of the training, for drawn ones show nothing", async () => {
    await mkdir(at("bare"));
    await copyFile(at("run", "best.safetensors"), at("bare", "weights.safetensors"));
    const args = ["--format", "onnx", "--quantize", "int8", "--output", at("bare.onnx")];
    const { code, stderr } = await tresnet("export", at("bare", "weights.safetensors"), ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--quantize: expected training images")]);
    expect(stderr).toContain("Name them by --data.");
  });

  test("draws images where those of the run are gone, and says so", async () => {
    const weights = at("alone", "weights.safetensors");
    await mkdir(at("alone"));
    await copyFile(at("run", "best.safetensors"), weights);
    const { code, stdout, stderr } = await tresnet("export", weights, "--format", "onnx", "--output", at("drawn.onnx"));
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("on 16 drawn images, for there are none of its data: deviation");
  });

  test("tells of a run that is not finished, and of what can't be exported", async () => {
    const stopped = at("stopped");
    await cp(at("run"), stopped, { recursive: true });
    const config = JSON.parse(await readFile(path.join(stopped, "config.json"), "utf8"));
    const longer = {
      ...config,
      command: config.command.replace("--epochs 1 ", "--epochs 5 "),
      options: { ...config.options, epochs: 5 },
    };
    await writeFile(path.join(stopped, "config.json"), JSON.stringify(longer));
    const { code, stdout, stderr } = await tresnet("export", stopped, "--format", "onnx", "--output", at("early.onnx"));
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`${stopped} is not finished, epoch 1 of 5 is done: these are its weights so far`);
    const again = await tresnet("export", at("early.onnx"), "--output", at("again.safetensors"));
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("expected weights, got an export")]);
    const there = await tresnet("export", at("run"), "--format", "onnx", "--output", at("early.onnx"));
    expect([there.code, there.stderr]).toEqual([2, expect.stringContaining("replace it by --force")]);
  });
});
