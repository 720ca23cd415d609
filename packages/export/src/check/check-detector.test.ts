import type { Detections } from "@tresnet/boxes";
import { expect, test } from "vitest";
import { checkDetector } from "./check-detector.ts";
import type { ExportedDetector, PlacedImages } from "./exported-detector.ts";

const size = { height: 50, width: 100 };
const batch: PlacedImages = {
  images: { values: new Float32Array(12), shape: [1, 2, 2, 3] },
  placements: [{ imageSize: { height: 2, width: 2 }, originalSize: size }],
};
const rules = { limit: 1e-3, leastAgreement: 0.9 };

function answering(...objects: readonly (readonly [label: number, score: number, ...box: number[]])[]) {
  const found: Detections = {
    boxes: Float32Array.from(objects.flatMap(([, , ...box]) => box)),
    scores: Float32Array.from(objects, ([, score]) => score),
    labels: Int32Array.from(objects, ([label]) => label),
  };
  const detector: ExportedDetector = { runtime: "a test", run: async () => [found], dispose: () => undefined };
  return detector;
}

const own = answering([1, 0.9, 0, 0, 10, 10], [1, 0.5, 50, 20, 60, 40], [0, 0.5, 50, 20, 60, 40]);

test("finds partners of a class in any order, and measures boxes by the longer side", async () => {
  const other = answering([0, 0.5, 50, 20, 60, 40], [1, 0.5, 50, 20, 60.05, 40], [1, 0.9, 0, 0, 10, 10]);
  const check = await checkDetector(own, other, [batch, batch], rules);
  expect(check).toMatchObject({ images: 2, objects: 6, agreement: 1, runtime: "a test" });
  expect(check.deviation).toBeCloseTo(5e-4, 6);
});

test("nothing found by both is agreement", async () => {
  expect(await checkDetector(answering(), answering(), [batch], rules)).toMatchObject({ agreement: 1, objects: 0 });
});

test.each([
  ["a box elsewhere", answering([1, 0.9, 0, 0, 10, 10], [1, 0.5, 50, 20, 60, 45], [0, 0.5, 50, 20, 60, 40])],
  ["a box that is a bit off", answering([1, 0.9, 0, 0, 10.5, 10], [1, 0.5, 50, 20, 60, 40], [0, 0.5, 50, 20, 60, 40])],
  ["another class", answering([1, 0.9, 0, 0, 10, 10], [0, 0.5, 50, 20, 60, 40], [0, 0.5, 50, 20, 60, 40])],
  ["a missing box", answering([1, 0.9, 0, 0, 10, 10])],
  ["boxes twice", answering(...Array.from({ length: 6 }, () => [1, 0.9, 0, 0, 10, 10] as const))],
])("%s is an error", async (_, other) => {
  await expect(checkDetector(own, other, [batch], rules)).rejects.toThrow("expected the detector's objects");
});
