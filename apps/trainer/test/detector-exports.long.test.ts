/** What a detector's exports find is what its weights find, by the command and by @tresnet/predict. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openTensorFile } from "@tresnet/checkpoints";
import { loadDetector } from "@tresnet/predict/node";
import { noise } from "@tresnet/vitest";
import * as onnx from "onnxruntime-node";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { writeExampleDetector } from "./example-detector.ts";
import { tresnet } from "./run-in-process.ts";
import { type TorchTensor, writeTorchFile } from "./write-torch-file.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
const photo = "photo.png";
const limits = ["--score-threshold", "0.2", "--max-detections", "20"];
const objectSchema = z.object({ class: z.string(), score: z.number(), box: z.array(z.number()).length(4) });
const resultSchema = z.object({ images: z.array(z.object({ objects: z.array(objectSchema) })).length(1) });
type Objects = readonly z.output<typeof objectSchema>[];

async function succeed(...args: string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const { code, stdout, stderr } = await tresnet(...args);
  expect(code, stderr).toBe(0);
  return { stdout, stderr };
}

/** What `tresnet predict` finds on the photograph. */
async function found(checkpoint: string, ...options: string[]): Promise<Objects> {
  const args = ["predict", at(photo), "--checkpoint", checkpoint, "--precision", "float32", ...options, "--json"];
  const [image] = resultSchema.parse(JSON.parse((await succeed(...args)).stdout)).images;
  return image?.objects ?? [];
}

const scoring = (checkpoint: string, scoreOn: string) => [
  ...["evaluate", `csv:${at("truth.csv")}`, "--checkpoint", checkpoint, "--precision", "float32"],
  ...["--score-on", scoreOn, ...limits],
];

/** COCO's numbers, to the rounding of other runtimes. */
async function scores(checkpoint: string, scoreOn: string): Promise<Readonly<Record<string, number>>> {
  const { stdout } = await succeed(...scoring(checkpoint, scoreOn), "--json");
  const { scores } = z.looseObject({ scores: z.record(z.string(), z.number()) }).parse(JSON.parse(stdout));
  return Object.fromEntries(Object.entries(scores).map(([key, value]) => [key, Number(value.toFixed(4))]));
}

function expectSame(actual: Objects, expected: Objects): void {
  expect(expected.length).toBeGreaterThan(3);
  expect(actual.map((one) => one.class)).toEqual(expected.map((one) => one.class));
  for (const [index, { box, score }] of expected.entries()) {
    expect(Math.abs(score - (actual[index]?.score ?? 0))).toBeLessThan(1e-4);
    for (const [place, side] of box.entries()) {
      expect(Math.abs(side - (actual[index]?.box[place] ?? 0))).toBeLessThan(0.05);
    }
  }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-detector-exports-"));
  const raw = { width: 210, height: 140, channels: 3 } as const;
  await sharp(Uint8Array.from(noise(210 * 140 * 3, 2, 0, 255.9)), { raw })
    .png()
    .toFile(at(photo));
  await writeExampleDetector(at("d.safetensors"), { fit: "letterbox", tile: { size: 96, overlap: 0.25 } });
  const rows = (await found(at("d.safetensors"), ...limits)).map((one) => [photo, ...one.box, `"${one.class}"`].join());
  await writeFile(at("truth.csv"), `${["image,x1,y1,x2,y2,label", ...rows].join("\n")}\n`);
  for (const [name, ...flags] of [
    ["d.onnx", "onnx"],
    ["tfjs", "tfjs-graph-model"],
    ["saved", "saved-model"],
  ] as const) {
    const args = ["--format", ...flags, "--output", at(name), ...limits];
    expect((await succeed("export", at("d.safetensors"), ...args)).stdout).toMatch(/checked by .* [1-9]\d* objects/);
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(["d.onnx", "tfjs", "saved"])("%s in the place of the weights", (name) => {
  test("predict finds the same in the tiles of a photograph, and evaluate scores the same", async () => {
    expectSame(await found(at(name), ...limits), await found(at("d.safetensors"), ...limits));
    for (const scoreOn of ["tiles", "photographs"]) {
      expect(await scores(at(name), scoreOn)).toEqual(await scores(at("d.safetensors"), scoreOn));
    }
  });
});

test("whole photographs are scored by what is merged of their tiles, and the way is said", async () => {
  // What is known of the photograph is what predict finds there: only merged tiles find that and nothing else.
  expect((await scores(at("d.safetensors"), "photographs")).AP).toBeGreaterThan(0.99);
  expect((await scores(at("d.safetensors"), "tiles")).AP).toBeLessThan(0.99);
  const { stdout } = await succeed(...scoring(at("d.safetensors"), "photographs"));
  expect(stdout).toMatch(/1 whole images, looked at in tiles of 96 pixels/);
});

test("an export that decodes by itself says what it leaves out, and refuses what it can't do", async () => {
  const { code, stderr } = await tresnet(
    "predict",
    at(photo),
    "--checkpoint",
    at("d.onnx"),
    "--score-threshold",
    "0.1",
  );
  expect([code, stderr]).toEqual([2, expect.stringContaining("--score-threshold: expected 0.2 or more, got 0.1")]);
  expectSame(
    await found(at("tfjs"), "--score-threshold", "0.15"),
    await found(at("d.safetensors"), "--score-threshold", "0.15"),
  );
});

test.each([
  ["tfjs", {}],
  ["d.onnx", { onnx }],
] as const)("loadDetector of @tresnet/predict: %s", async (name, options) => {
  const detector = await loadDetector(at(name), options);
  const objects = await detector.detect(at(photo));
  await detector.dispose();
  const named = objects.map(({ name, score, box }) => ({ class: name, score, box: [...box] }));
  expectSame(named, await found(at("d.safetensors"), ...limits));
});

test("formats that hold no detector name those that do", async () => {
  const { code, stderr } = await tresnet("export", at("d.safetensors"), "--format", "timm", "--output", at("timm"));
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/expected one of onnx, saved-model, tfjs-graph-model, web .*got timm/),
  ]);
  const rounded = await tresnet(
    "export",
    at("d.safetensors"),
    "--format",
    "onnx",
    "--quantize",
    "int8",
    "--output",
    at("q.onnx"),
  );
  expect(rounded.stderr).toMatch(/does not take --quantize .*--half halves the file/);
});

test("PyTorch's file of a detector as it is: told by its weights, which find the same", async () => {
  const opened = await openTensorFile(at("d.safetensors"));
  const tensors = new Map<string, TorchTensor>();
  for (const [key, { shape }] of opened.entries) {
    const { data } = await opened.read(key);
    if (data instanceof Float32Array) tensors.set(key, { shape, data });
  }
  await opened.close();
  await writeTorchFile(at("theirs.pth"), { model: tensors });
  const args = ["--checkpoint", at("theirs.pth"), "--img-size", "64", ...limits];
  const { stdout, stderr } = await succeed("predict", at(photo), ...args);
  expect(stdout + stderr).toMatch(/theirs.pth is fcos_tresnet_s, told by its weights: 3 classes, without names/);
  expect(await found(at("theirs.pth"), "--img-size", "64", ...limits)).not.toHaveLength(0);
  const other = await tresnet("predict", at(photo), "--model", "fcos_resnet50_fpn", ...args);
  expect(other.code).not.toBe(0);
});
