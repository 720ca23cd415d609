/** ONNX files of detectors find what our own decoding finds, in onnxruntime-node and onnxruntime-web. */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { weightsOf } from "@tresnet/blocks";
import type { Detections } from "@tresnet/boxes";
import { type DetectionLimits, type Detector, letterboxPlacement, type Placement } from "@tresnet/detection";
import { goldenCases, noise } from "@tresnet/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ExportDetectorOnnxOptions,
  exportDetectorOnnx,
  findOnnxRuntime,
  type ImageBatch,
  onnxRuntimes,
  openDetectorOnnx,
  readOnnxMetadata,
} from "../src/index.ts";
import { noiseImages, ourDetections, smallDetector, wholeImages } from "./detector-files.ts";
import { goldenDetector, goldenNames } from "./golden-detector.ts";

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
    for (const [images, placements] of batches) answers.push(await exported.run({ images, placements }));
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
      const all = await ourDetections(detector, images, placements, { ...limits, iouThreshold: 1 });
      expect([...(all[0]?.boxes ?? [])]).not.toEqual([...(own[0]?.boxes ?? [])]); // some are suppressed
      expectSame(found[index] ?? [], own);
    }
    detector.dispose();
  });

  test("letterboxed images of a rectangular input: boxes end with the image, in its own pixels", async () => {
    const detector = smallDetector("fcos_tresnet_s", { points: "centers", p6: "c5" });
    const size = { height: 44, width: 100 }; // of maps whose sizes are not halves
    const images = noiseImages(2, size.height, size.width);
    const placements = [
      letterboxPlacement({ height: 600, width: 400 }, size),
      letterboxPlacement({ height: 9, width: 30 }, size),
    ];
    const [found = []] = await fileDetections(runtime, detector, [[images, placements]], { ...limits, size });
    const own = await ourDetections(detector, images, placements, limits);
    expect(own.every(({ scores }) => scores.length > 0)).toBe(true);
    expectSame(found, own);
    detector.dispose();
  });

  test("no box at all, in all images or in one", async () => {
    const detector = smallDetector("fcos_tresnet_s");
    const images = noiseImages(3, 64, 64);
    const placements = wholeImages(images);
    const best = (await ourDetections(detector, images, placements, limits)).map(({ scores }) => scores[0] ?? 0);
    for (const scoreThreshold of [1, ([...best].sort((a, b) => a - b)[0] ?? 0) + 1e-3]) {
      const some = { ...limits, scoreThreshold };
      const [found = []] = await fileDetections(runtime, detector, [[images, placements]], some);
      expect(found.some(({ scores }) => scores.length === 0)).toBe(true);
      expectSame(found, await ourDetections(detector, images, placements, some));
    }
    detector.dispose();
  });

  test("bytes in", async () => {
    const detector = smallDetector("fcos_tresnet_s");
    const pixels = { mean: [0.4, 0.5, 0.6], std: [0.2, 0.25, 0.3] };
    const shape = [2, 64, 64, 3] as const;
    const values = Uint8Array.from(noise(2 * 64 * 64 * 3, 3, 0, 255));
    const normalized = Float32Array.from(
      values,
      (value, at) => (value / 255 - (pixels.mean[at % 3] ?? 0)) / (pixels.std[at % 3] ?? 1),
    );
    const placements = wholeImages({ values, shape });
    const [found = []] = await fileDetections(runtime, detector, [[{ values, shape }, placements]], {
      ...limits,
      pixels,
    });
    expectSame(found, await ourDetections(detector, { values: normalized, shape }, placements, limits));
    detector.dispose();
  });
});

const golden = await goldenCases(goldenNames, "no golden detector");

test.each(golden)("%s: what torchvision finds", async () => {
  const { detector, images, settings, expected } = await goldenDetector();
  const [found = []] = await fileDetections("onnxruntime-node", detector, [[images, wholeImages(images)]], settings);
  expect(found.some(({ scores }) => scores.length > 0)).toBe(true);
  expectSame(found, expected);
  detector.dispose();
});

describe("files", () => {
  test("hold the weights that levels share once, in halves half of them, and say what they take", async () => {
    const detector = smallDetector("fcos_tresnet_s", { channels: 64, convolutions: 4, points: "centers" });
    const values = [...weightsOf(detector).values()].reduce((sum, { size }) => sum + size, 0);
    const file = path.join(folder, "size.onnx");
    const sizeOf = async (options: ExportDetectorOnnxOptions) => {
      await exportDetectorOnnx(detector, file, options);
      return (await stat(file)).size;
    };
    expect(await sizeOf({ metadata: { classes: '["a","b","c"]' }, perImage: 7 })).toBeLessThan(4 * values + 500_000);
    const metadata = await readOnnxMetadata(file);
    expect(metadata.get("classes")).toBe('["a","b","c"]');
    expect(metadata.get("points")).toBe("centers");
    expect(JSON.parse(metadata.get("strides") ?? "")).toEqual(detector.strides);
    expect(JSON.parse(metadata.get("limits") ?? "")).toMatchObject({ perImage: 7, iouThreshold: 0.6 });
    expect(JSON.parse(metadata.get("input_size") ?? "")).toEqual({ height: 64, width: 64 });
    expect(await sizeOf({ half: true })).toBeLessThan(2 * values + 500_000);
    detector.dispose();
  });

  test("refuse limits and sizes that can't be, and a placement too few", async () => {
    const detector = smallDetector("fcos_tresnet_s");
    const file = path.join(folder, "refused.onnx");
    await expect(exportDetectorOnnx(detector, file, { iouThreshold: 2 })).rejects.toThrow("iouThreshold must be");
    await expect(exportDetectorOnnx(detector, file, { perImage: 0 })).rejects.toThrow("perImage must be");
    await expect(exportDetectorOnnx(detector, file, { size: 65 })).rejects.toThrow("got 65 and 65");
    const asking = fileDetections("onnxruntime-node", detector, [[noiseImages(2, 64, 64), []]]);
    await expect(asking).rejects.toThrow("a placement of each of 2 images, got 0");
    detector.dispose();
  });
});
