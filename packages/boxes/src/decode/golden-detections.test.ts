/** torchvision's own detections. */
import { fixturePath, type Golden, goldenCases, readGolden, readGoldenJson } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { type DecodeOptions, decodeDetections, type Pyramid } from "../index.ts";

interface GoldenSettings {
  readonly score_threshold: number;
  readonly iou_threshold: number;
  readonly per_image: number;
  readonly per_level: number;
}

interface GoldenPyramid {
  readonly image: readonly [number, number];
  readonly strides: readonly number[];
  readonly grids: readonly (readonly [number, number])[];
}

interface GoldenDecode extends GoldenPyramid {
  readonly shapes: readonly (readonly [number, number])[];
  readonly settings: Readonly<Record<string, GoldenSettings>>;
}

const readSettings = () => Object.keys(readGoldenJson<GoldenDecode>("detection", "decode.json").settings);
const settings = await goldenCases(readSettings, "no golden files");

const sizeOf = ([height, width]: readonly [number, number]) => ({ height, width });

function pyramidOf({ image, strides, grids }: GoldenPyramid): Pyramid {
  const levels = grids.map((grid, level) => ({ ...sizeOf(grid), stride: strides[level] ?? 0 }));
  return { image: sizeOf(image), levels };
}

function optionsOf({ score_threshold, iou_threshold, per_image, per_level }: GoldenSettings): DecodeOptions {
  return {
    scoreThreshold: score_threshold,
    iouThreshold: iou_threshold,
    perImage: per_image,
    perLevel: per_level,
  };
}

/** The head outputs of one of a file's images. */
function outputsOf(golden: Golden, image: number) {
  const [classLogits, ltrb, centernessLogits] = ["cls_logits", "bbox_regression", "bbox_ctrness"].map((name) => {
    const { values, shape } = golden.get(name);
    const length = values.length / (shape[0] ?? 1);
    return values.subarray(image * length, (image + 1) * length);
  });
  const none = new Float32Array(0);
  return { classLogits: classLogits ?? none, ltrb: ltrb ?? none, centernessLogits: centernessLogits ?? none };
}

/** The tolerances that come with the values: labels exact, scores 1e-5, boxes 1e-2 pixels. */
function expectGolden(golden: Golden, name: string, detections: ReturnType<typeof decodeDetections>): void {
  expect([...detections.labels], name).toEqual([...golden.get(`${name}.labels`).values]);
  expectWithin(detections.scores, golden.get(`${name}.scores`).values, 1e-5);
  expectWithin(detections.boxes, golden.get(`${name}.boxes`).values, 1e-2);
}

function expectWithin(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = expected.reduce((most, value, at) => Math.max(most, Math.abs(value - Number(actual[at]))), 0);
  expect(worst).toBeLessThan(tolerance);
}

test.each(settings)("decodes as torchvision: %s", async (name) => {
  const decode = readGoldenJson<GoldenDecode>("detection", "decode.json");
  const golden = await readGolden(fixturePath("detection", "decode.safetensors"));
  for (const [image, shape] of decode.shapes.entries()) {
    const given = decode.settings[name];
    const options = { ...(given && optionsOf(given)), imageSize: sizeOf(shape) };
    expectGolden(golden, `${name}.${image}`, decodeDetections(outputsOf(golden, image), pyramidOf(decode), options));
  }
});

test("decodes what a whole detector says", async () => {
  const config = readGoldenJson<GoldenPyramid & { readonly settings: GoldenSettings }>(
    "detection",
    "detector",
    "config.json",
  );
  const golden = await readGolden(fixturePath("detection", "detector", "eval.safetensors"));
  for (const image of [0, 1]) {
    const options = optionsOf(config.settings);
    expectGolden(golden, `${image}`, decodeDetections(outputsOf(golden, image), pyramidOf(config), options));
  }
});
