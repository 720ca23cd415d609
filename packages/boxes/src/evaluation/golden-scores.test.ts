/** pycocotools' own numbers. */
import { readdirSync } from "node:fs";
import { fixturePath, goldenCases, readGoldenJson } from "@tresnet/vitest";
import { expect, test } from "vitest";
import {
  areaNames,
  type CategoryScores,
  type CocoDetection,
  type CocoGroundTruth,
  type CocoScores,
  cocoParameters,
  evaluateBoxes,
  precisionCurve,
} from "../evaluation.ts";

type FourScores = Pick<CategoryScores, "category" | "AP" | "AP50" | "AP75" | "AR100">;

interface GoldenCase {
  readonly name: string;
  readonly gt: CocoGroundTruth;
  readonly dt: readonly CocoDetection[];
  readonly expected: {
    readonly stats: CocoScores;
    readonly per_category: readonly FourScores[];
    readonly ap_by_iou: readonly number[];
    readonly curve_of_first_category_at_50: readonly number[];
  };
}

const folder = ["detection", "coco_eval"];
const files = await goldenCases(
  () => readdirSync(fixturePath(...folder)).filter((file) => /^\d+\.json$/.test(file)),
  "no golden files",
);

/** 1e-9: the same sums in another order. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(Number(actual[i]) - Number(expected[i])), `${what} ${i}`).toBeLessThan(1e-9);
  }
}

test.each(files)("equals pycocotools: %s", (file) => {
  const { gt, dt, expected } = readGoldenJson<GoldenCase>(...folder, file);
  const evaluation = evaluateBoxes(gt, dt);
  expectClose(Object.values(evaluation.scores), Object.values(expected.stats), "scores");
  expect(Object.keys(evaluation.scores)).toEqual(Object.keys(expected.stats));
  expect(evaluation.perCategory.map(({ category }) => category)).toEqual(
    expected.per_category.map(({ category }) => category),
  );
  const four = ({ AP, AP50, AP75, AR100 }: FourScores) => [AP, AP50, AP75, AR100];
  expectClose(evaluation.perCategory.flatMap(four), expected.per_category.flatMap(four), "per category");
  expectClose(evaluation.averagePrecisionByIou, expected.ap_by_iou, "by IoU");
  const [first] = evaluation.perCategory;
  const { precision } = precisionCurve(evaluation, first?.category ?? "none");
  expectClose(precision, expected.curve_of_first_category_at_50, "curve");
});

test("thresholds are numpy's to the last bit", () => {
  const parameters = readGoldenJson<Record<string, readonly unknown[]>>(...folder, "parameters.json");
  expect(cocoParameters.iouThresholds).toEqual(parameters["iou_thresholds"]);
  expect(cocoParameters.recallThresholds).toEqual(parameters["recall_thresholds"]);
  expect(cocoParameters.maxDetections).toEqual(parameters["max_detections"]);
  expect(cocoParameters.areaRanges).toEqual(parameters["area_ranges"]);
  expect(areaNames.length).toBe(parameters["area_ranges"]?.length);
});
