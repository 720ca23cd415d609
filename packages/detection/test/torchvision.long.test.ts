/** Round trips: our files in torchvision on timm's body, torchvision's files here; the same detections in both. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import * as tf from "@tensorflow/tfjs-core";
import type { Detections } from "@tresnet/boxes";
import { noise, pythonWithTimm } from "@tresnet/vitest";
import { variants } from "@tresnet/zoo";
import { expect, test } from "vitest";
import {
  buildDetector,
  createDetectionEvaluator,
  type Detector,
  type DetectorName,
  loadDetector,
  saveDetector,
} from "../src/index.ts";
import { fillFromKeys } from "./fill-from-keys.ts";

interface Found {
  readonly boxes: readonly (readonly number[])[];
  readonly scores: readonly number[];
  readonly labels: readonly number[];
}

const limits = { scoreThreshold: 0.3, iouThreshold: 0.5, perImage: 60, perLevel: 200 };
/** Heights and widths of the images: torchvision fills them up to multiples of 32. */
const sizes = [
  [96, 160],
  [90, 130],
] as const;
const upTo32 = (side: number) => 32 * Math.ceil(side / 32);

/** The images of 0 to 1, [3, h, w] each. */
const images = sizes.map(([height, width], index) => noise(3 * height * width, index + 11, 0, 1));

async function askTorchvision(file: string, name: DetectorName, write: string | null): Promise<readonly Found[]> {
  const python = await pythonWithTimm();
  const raw = `${file}.f32`;
  await writeFile(raw, Buffer.concat(images.map((values) => new Uint8Array(values.buffer))));
  const variant = {
    fcos_tresnet_s: variants.tresnet_s,
    fcos_tresnet_m: variants.tresnet_m,
    fcos_tresnet_l: variants.tresnet_l,
    fcos_resnet50_fpn: null,
  }[name];
  const script = path.join(import.meta.dirname, "python", "torchvision_fcos.py");
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(JSON.stringify({ file, variant, images: raw, sizes, limits, write }));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const lastLine = output.trim().split("\n").at(-1) ?? "";
  expect(lastLine.slice(0, 1), errors).toBe("[");
  return JSON.parse(lastLine);
}

/** What a detector of ours finds, each image by itself as torchvision takes it. */
async function findHere(detector: Detector): Promise<readonly Detections[]> {
  const { mean, std } = detector.settings;
  const evaluator = createDetectionEvaluator(detector, { batchSize: 1, frozen: true, ...limits });
  const found: Detections[] = [];
  for (const [index, [height, width]] of sizes.entries()) {
    const input = tf.tidy(() => {
      const image = tf.transpose(tf.tensor3d(images[index] ?? [], [3, height, width]), [1, 2, 0]);
      const normalized = tf.div<tf.Tensor3D>(tf.sub(image, [...mean]), [...std]);
      const padded = tf.pad(normalized, [
        [0, upTo32(height) - height],
        [0, upTo32(width) - width],
        [0, 0],
      ]);
      return tf.expandDims<tf.Tensor4D>(padded, 0);
    });
    const size = { height, width };
    found.push(...(await evaluator.run(input, [{ imageSize: size, originalSize: size }])));
    input.dispose();
  }
  evaluator.dispose();
  return found;
}

/** The same objects, in any order: scores that differ by rounding alone change places. */
function expectSame(ours: readonly Detections[], theirs: readonly Found[]): void {
  expect(ours.length).toBe(theirs.length);
  for (const [image, { boxes, scores, labels }] of ours.entries()) {
    const other = theirs[image] ?? { boxes: [], scores: [], labels: [] };
    expect(scores.length).toBeGreaterThan(5);
    expect([...labels].sort()).toEqual([...other.labels].sort());
    for (const [at, score] of scores.entries()) {
      const box = boxes.subarray(4 * at, 4 * at + 4);
      const distances = other.boxes.map((sides, index) => {
        const isSame = other.labels[index] === labels[at] && Math.abs((other.scores[index] ?? 0) - score) < 1e-4;
        return isSame ? Math.max(...sides.map((side, place) => Math.abs(side - (box[place] ?? 0)))) : Infinity;
      });
      expect(Math.min(...distances), `box ${at}`).toBeLessThan(0.05);
    }
  }
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-torchvision-"));
  await work(folder).finally(() => rm(folder, { recursive: true }));
}

test.each(["fcos_tresnet_s", "fcos_tresnet_m", "fcos_resnet50_fpn"] as const)(
  "a saved %s is loaded strictly by torchvision, and finds the same",
  (name) =>
    inFolder(async (folder) => {
      const file = path.join(folder, "detector.safetensors");
      const detector = buildDetector(name, { numClasses: 4 });
      fillFromKeys(detector, 2);
      await saveDetector(detector, file);
      expectSame(await findHere(detector), await askTorchvision(file, name, null));
      detector.dispose();
    }),
);

test("torchvision's own fcos_resnet50_fpn, written by torch.save, is loaded as it is", () =>
  inFolder(async (folder) => {
    const [described, written] = [path.join(folder, "described.safetensors"), path.join(folder, "fcos.pth")];
    const described91 = buildDetector("fcos_resnet50_fpn");
    fillFromKeys(described91, 0);
    await saveDetector(described91, described);
    described91.dispose();
    const theirs = await askTorchvision(described, "fcos_resnet50_fpn", written);
    const notices: string[] = [];
    const detector = await loadDetector(written, { onNotice: (notice) => notices.push(notice) });
    expect(notices.join()).toContain("by its tensors it is fcos_resnet50_fpn with 91 classes");
    expectSame(await findHere(detector), theirs);
    detector.dispose();
  }));
