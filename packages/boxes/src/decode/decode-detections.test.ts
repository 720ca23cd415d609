import { noise } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { BoxError, decodeDetections, detectionTargets, type HeadOutputs, type Pyramid } from "../index.ts";

const pyramid: Pyramid = {
  image: { height: 64, width: 96 },
  levels: [
    { height: 8, width: 12, stride: 8 },
    { height: 4, width: 6, stride: 16 },
  ],
};
const locations = 8 * 12 + 4 * 6;

/** Outputs that say what the targets of boxes are. */
function outputsOf(
  boxes: readonly number[],
  labels: readonly number[],
  classes: number,
  points = pyramid,
): HeadOutputs {
  const targets = detectionTargets(boxes, labels, points);
  const classLogits = new Float32Array(locations * classes).fill(-9);
  targets.classes.forEach((label, location) => {
    if (label >= 0) classLogits[location * classes + label] = 9;
  });
  const centernessLogits = targets.centerness.map((share) => Math.log((share + 1e-6) / (1 - share + 1e-6)));
  return { classLogits, ltrb: targets.ltrb, centernessLogits };
}

test("a head that has learnt its targets by heart gives the boxes back", () => {
  const boxes = [10, 12, 26, 30, 40, 8, 90, 60];
  for (const points of ["corners", "centers"] as const) {
    const placed = { ...pyramid, points };
    const found = decodeDetections(outputsOf(boxes, [1, 0], 3, placed), placed);
    const byLabel = [1, 0].flatMap((label) => {
      const at = found.labels.indexOf(label);
      return [...found.boxes.subarray(4 * at, 4 * at + 4)];
    });
    expect(found.labels).toHaveLength(2);
    byLabel.forEach((side, at) => {
      expect(side).toBeCloseTo(boxes[at] ?? Number.NaN, 4);
    });
    expect([...found.scores]).toEqual([...found.scores].sort((a, b) => b - a));
  }
});

test("boxes are cut to the image without its padding, and scaled to the original's pixels on each axis", () => {
  const outputs = outputsOf([40, 8, 90, 60], [0], 1);
  const { boxes } = decodeDetections(outputs, pyramid, {
    imageSize: { height: 50, width: 80 },
    originalSize: { height: 100, width: 240 },
  });
  expect([...boxes.subarray(0, 4)].map(Math.round)).toEqual([120, 16, 240, 100]);
});

test("thresholds and limits", () => {
  const outputs: HeadOutputs = {
    classLogits: noise(locations * 4, 1, -3, 3),
    ltrb: noise(locations * 4, 2, 0, 3),
    centernessLogits: noise(locations, 3, -3, 3),
  };
  const all = decodeDetections(outputs, pyramid, { scoreThreshold: 0, iouThreshold: 1, perImage: 1e9 });
  expect(all.scores).toHaveLength(locations * 4);
  const least = all.scores[50] ?? 0;
  const some = decodeDetections(outputs, pyramid, { scoreThreshold: least, iouThreshold: 1, perImage: 1e9 });
  expect([...some.scores]).toEqual([...all.scores].filter((score) => score > least));
  expect(decodeDetections(outputs, pyramid, { perImage: 7 }).labels).toHaveLength(7);
  const perLevel = { scoreThreshold: 0, iouThreshold: 1, perLevel: 5 };
  expect(decodeDetections(outputs, pyramid, perLevel).labels).toHaveLength(10);
  expect(decodeDetections(outputs, pyramid, { scoreThreshold: 1 }).boxes).toHaveLength(0);
});

test("refuses outputs of another pyramid, and NaN", () => {
  const outputs = outputsOf([], [], 2);
  const short = new Float32Array(5);
  expect(() => decodeDetections({ ...outputs, classLogits: short }, pyramid)).toThrow(BoxError);
  expect(() => decodeDetections({ ...outputs, ltrb: short }, pyramid)).toThrow("distances [120, 4]");
  expect(() => decodeDetections({ ...outputs, centernessLogits: short }, pyramid)).toThrow("centre-ness [120], got 5");
  const broken = outputs.ltrb.map((value, at) => (at === 77 ? Number.NaN : value));
  expect(() => decodeDetections({ ...outputs, ltrb: broken }, pyramid)).toThrow("got NaN among ltrb");
});
