/** ONNX files of detectors find what our own decoding finds, in onnxruntime-node and onnxruntime-web. */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Detections } from "@tresnet/boxes";
import type { Detector, Placement } from "@tresnet/detection";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type DetectionLimits,
  type ExportDetectorOnnxOptions,
  exportDetectorOnnx,
  findOnnxRuntime,
  type ImageBatch,
  onnxRuntimes,
  openDetectorOnnx,
  readOnnxMetadata,
} from "../src/index.ts";
import { noiseImages, ourDetections, smallDetector, wholeImages } from "./detector-files.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-detector-onnx-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Exports, loads and asks. */
async function fileDetections(
  runtime: (typeof onnxRuntimes)[number],
  detector: Detector,
  batches: readonly (readonly [ImageBatch, readonly Placement[]])[],
  options: ExportDetectorOnnxOptions = {},
): Promise<readonly (readonly Detections[])[]> {
  const file = path.join(folder, `${detector.name}.onnx`);
  await exportDetectorOnnx(detector, file, options);
  const found = await findOnnxRuntime([runtime]);
  if (found === undefined) throw new Error(`${runtime} is not installed`);
  const exported = await openDetectorOnnx(file, found);
  try {
    const answers: (readonly Detections[])[] = [];
    for (const [images, placements] of batches) answers.push(await exported.run(images, placements));
    return answers;
  } finally {
    await exported.dispose();
  }
}

function expectSame(actual: readonly Detections[], expected: readonly Detections[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((own, image) => {
    expect([...(actual[image]?.labels ?? [])]).toEqual([...own.labels]);
    expect(furthest(actual[image]?.boxes, own.boxes)).toBeLessThan(0.05);
    expect(furthest(actual[image]?.scores, own.scores)).toBeLessThan(1e-4);
  });
}

function furthest(actual: Float32Array | undefined, expected: Float32Array): number {
  return expected.reduce((most, value, at) => Math.max(most, Math.abs(value - (actual?.[at] ?? Number.NaN))), 0);
}

const names = ["fcos_tresnet_s", "fcos_resnet50_fpn"] as const;
const limits: DetectionLimits = { scoreThreshold: 0.05, iouThreshold: 0.5, perImage: 20, perLevel: 30 };

describe.each(onnxRuntimes)("%s", (runtime) => {
  test.each(names)("%s: one image and three", async (name) => {
    const detector = smallDetector(name);
    const batches = [noiseImages(3, 64, 64), noiseImages(1, 64, 64, 9)].map(
      (images) => [images, wholeImages(images)] as const,
    );
    const found = await fileDetections(runtime, detector, batches, limits);
    for (const [index, [images, placements]] of batches.entries()) {
      const own = await ourDetections(detector, images, placements, limits);
      expect(own[0]?.scores.length).toBe(limits.perImage);
      expectSame(found[index] ?? [], own);
    }
    detector.dispose();
  });
});
