import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startTresnet } from "./cli-process.ts";
import { expectSameRun, metricsOf } from "./compare-runs.ts";

// What a checkpoint of a detector has to carry is in use: moments, average, gathered gradients, sums of three losses.
const settings =
  "train synthetic --task detect --img-size 32 --batch-size 32 --epochs 2 --grad-accum 2 --checkpoint-interval 2 " +
  "--log-interval 1 --seed 3 --precision float32 --threads 2 --opt adamw --lr 0.002 --model-ema --freeze 1 --mosaic 0.3";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
const start = (name: string) => startTresnet(...settings.split(" "), "--output", folder, "--experiment", name);
const jsonScores = z.looseObject({ scores: z.record(z.string(), z.number()) });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-detect-"));
  const { code, stdout, stderr } = await start("whole").ended();
  expect(stderr).toBe("");
  expect(code).toBe(0);
  // Each line while it runs has the three losses, and each epoch COCO's two main numbers.
  expect(stdout).toMatch(/loss \d+\.\d+ +\(class \d+\.\d+ box \d+\.\d+ center \d+\.\d+\)/);
  expect(stdout).toMatch(/val AP \d+\.\d% AP50 \d+\.\d%/);
  expect(stdout).toContain("Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ]");
});
afterAll(() => rm(folder, { recursive: true }));

test("a detector's run that is killed and resumed ends with the bits of one that was never killed", async () => {
  const cli = start("killed");
  await cli.until(() => existsSync(at("killed", "last.safetensors")));
  cli.signal("SIGKILL");
  expect((await cli.ended()).signal).toBe("SIGKILL");
  const { code, stderr } = await startTresnet("train", "--resume", at("killed"), "--json").ended();
  expect(stderr).toContain("going on at epoch");
  expect(code).toBe(0);
  await expectSameRun(at("killed"), at("whole"));
  const [first] = await metricsOf(at("killed"));
  expect(first).toMatchObject({ trainLosses: { classification: expect.any(Number) } });
  expect(first).not.toHaveProperty("trainAccuracy");
});

test("evaluate gives the training's last scores again, and writes what was found", async () => {
  const file = at("found.json");
  const run = async (...args: string[]) => {
    const { code, stdout } = await startTresnet(...args, "--json").ended();
    expect(code).toBe(0);
    return jsonScores.parse(JSON.parse(stdout));
  };
  const evaluated = await run("evaluate", "--checkpoint", at("whole"), "--save-detections", file);
  expect(evaluated).toMatchObject({ task: "detection", images: 64, model: "fcos_tresnet_s" });
  const found = z.array(
    z.object({ image_id: z.number(), category_id: z.number(), bbox: z.array(z.number()).length(4) }),
  );
  expect(found.parse(JSON.parse(readFileSync(file, "utf8"))).length).toBeGreaterThan(0);
  const again = await run("evaluate", "--checkpoint", at("whole", "last.safetensors"));
  expect(again.scores.AP).toBeGreaterThanOrEqual(0);
});

test("the report has the detector's sections", () => {
  const page = readFileSync(at("whole", "report.html"), "utf8");
  for (const words of ["Precision by recall", "Confusion matrix", "Worst images", "Average precision"]) {
    expect(page).toContain(words);
  }
  expect(readdirSync(at("whole")).filter((name) => name.endsWith(".partial"))).toEqual([]);
});

test("export writes ONNX that finds the same, in floats and in bytes; other formats say that they hold none", async () => {
  const exported = (...args: string[]) => startTresnet("export", at("whole"), ...args).ended();
  for (const [name, flags] of Object.entries({ floats: [], bytes: ["--input", "uint8", "--half"] })) {
    const given = ["--format", "onnx", "--score-threshold", "0.01", "--max-detections", "20", ...flags];
    const { code, stdout, stderr } = await exported("--output", at(`${name}.onnx`), ...given);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/checked by onnxruntime-node .* on 16 test images with [1-9]\d* objects: deviation/);
  }
  const other = await exported("--format", "timm", "--output", at("timm"));
  expect(other.code).toBe(2);
  expect(other.stderr).toContain("got timm, which holds classifiers alone");
  const free = await exported("--format", "onnx", "--output", at("free.onnx"), "--img-size", "dynamic");
  expect(free.stderr).toContain("does not take --img-size dynamic");
});
