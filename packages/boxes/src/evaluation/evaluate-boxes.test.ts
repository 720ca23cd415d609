import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import {
  BoxError,
  type CocoAnnotation,
  type CocoDetection,
  type CocoGroundTruth,
  evaluateBoxes,
  precisionCurve,
} from "../evaluation.ts";

const box = [10, 10, 50, 50];
const object: CocoAnnotation = { id: 1, image_id: 1, category_id: 1, bbox: box };
const found: CocoDetection = { image_id: 1, category_id: 1, bbox: box, score: 0.5 };

/** Precision is right / (right + wrong + 2.2e-16), as in pycocotools: 1 is not always 1. */
const about = (value: number) => expect.closeTo(value, 12);
const all = (length: number, value: number) => new Array<unknown>(length).fill(about(value));

function truthOf(annotations: readonly CocoAnnotation[], ids: readonly (number | string)[] = [1, 2]): CocoGroundTruth {
  return { images: ids.map((id) => ({ id })), categories: [{ id: 1, name: "tree" }, { id: 2 }], annotations };
}

test("a found object scores 1 in all it counts in, and −1 where there is nothing to find", () => {
  const { scores, perCategory, averagePrecisionByIou } = evaluateBoxes(truthOf([object]), [found]);
  expect(scores).toMatchObject({ AP: about(1), AP50: about(1), APsmall: -1, APlarge: -1, AR1: 1, ARmedium: 1 });
  expect(averagePrecisionByIou).toEqual(all(10, 1));
  expect(perCategory).toMatchObject([
    { category: 1, name: "tree", AP50: about(1) },
    { category: 2, name: "2", AP50: -1, AR100: -1 },
  ]);
});

test("a better false detection halves the precision", () => {
  const other = { ...found, image_id: 2, score: 0.9 };
  expect(evaluateBoxes(truthOf([object]), [found, other]).scores.AP50).toBeCloseTo(0.5, 12);
});

test("of equal scores the image of the lower id comes first, whatever the order of the lists", () => {
  const annotations = [{ ...object, image_id: 9 }];
  const twice = [
    { ...found, image_id: 9 },
    { ...found, image_id: 10 },
  ];
  expect(evaluateBoxes(truthOf(annotations, [10, 9]), twice.toReversed()).scores.AP50).toBeCloseTo(1, 12);
  const texts = [
    { ...found, image_id: "9" },
    { ...found, image_id: "10" },
  ];
  expect(evaluateBoxes(truthOf([{ ...object, image_id: "9" }], ["9", "10"]), texts).scores.AP50).toBeCloseTo(0.5, 12);
});

test("a crowd takes any number of detections, which count neither way", () => {
  const crowd = { ...object, id: 2, bbox: [100, 0, 200, 200], iscrowd: true };
  const inside = { ...found, bbox: [150, 50, 20, 20], score: 0.9 };
  const { scores } = evaluateBoxes(truthOf([object, crowd]), [found, inside, inside]);
  expect(scores.AP50).toBeCloseTo(1, 12);
  expect(evaluateBoxes(truthOf([crowd]), [inside]).scores.AP50).toBe(-1);
});

test("an area of the file decides an object's size, else its box", () => {
  expect(evaluateBoxes(truthOf([object]), [found]).scores).toMatchObject({ APmedium: about(1), APsmall: -1 });
  expect(evaluateBoxes(truthOf([{ ...object, area: 9 }]), [found]).scores).toMatchObject({
    APmedium: -1,
    APsmall: about(1),
  });
});

test("no images, no objects and no detections are no error", () => {
  expect(evaluateBoxes({ images: [], categories: [], annotations: [] }, []).scores.AP).toBe(-1);
  expect(evaluateBoxes(truthOf([]), [found]).scores.AR100).toBe(-1);
  expect(evaluateBoxes(truthOf([object]), []).scores).toMatchObject({ AP: 0, AR100: 0 });
});

test("what is given stays as it is, and the order of annotations does not matter", () => {
  const objects = [object, { ...object, id: 2, image_id: 2, bbox: [0, 0, 9, 9] }];
  const detections = [found, { ...found, image_id: 2, score: 0.4 }];
  const before = JSON.stringify([objects, detections]);
  const { scores } = evaluateBoxes(truthOf(objects), detections);
  expect(JSON.stringify([objects, detections])).toBe(before);
  expect(evaluateBoxes(truthOf(objects.toReversed()), detections).scores).toEqual(scores);
});

test("a category's curve has the precision and the score at each recall", () => {
  const second = { ...object, id: 2, image_id: 2 };
  const evaluation = evaluateBoxes(truthOf([object, second]), [found]);
  const { precision, scores } = precisionCurve(evaluation, 1);
  expect([...precision]).toEqual([...all(51, 1), ...all(50, 0)]);
  expect([...scores]).toEqual([...all(51, 0.5), ...all(50, 0)]);
  expect(precisionCurve(evaluation, 1, { area: "large", iouIndex: 9 }).precision.every((p) => p === -1)).toBe(true);
  expect(() => precisionCurve(evaluation, 3)).toThrow(BoxError);
});

test.each<[string, readonly CocoAnnotation[], readonly CocoDetection[]]>([
  ['detections[1]: expected the id of one of the images, got image_id "1"', [], [found, { ...found, image_id: "1" }]],
  ["detections[0]: expected the id of one of the categories, got category_id 7", [], [{ ...found, category_id: 7 }]],
  ["detections[0]: expected a number as score, got NaN", [], [{ ...found, score: Number.NaN }]],
  ["detections[0]: expected a bbox of four numbers", [], [{ ...found, bbox: [1, 2, Number.NaN, 3] }]],
  ["annotations[0]: expected a bbox of four numbers", [{ ...object, bbox: [1, 2, 3] }], []],
  ["annotations[1]: expected an id of its own, got 1, which annotations[0] has", [object, object], []],
  ["annotations[0]: expected the id of one of the images, got image_id 3", [{ ...object, image_id: 3 }], []],
  ["annotations[0]: expected a number as area, got NaN", [{ ...object, area: Number.NaN }], []],
])("refuses by name: %s", (message, annotations, detections) => {
  const evaluate = () => evaluateBoxes(truthOf(annotations), detections);
  expect(evaluate).toThrow(BoxError);
  expect(evaluate).toThrow(`evaluateBoxes: ${message}`);
});

test("the entry loads nothing but its own files", () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(/from "([^"]+)"/g)) {
      expect(specifier, file).toMatch(/^\.\.?\//);
      visit(path.resolve(path.dirname(file), specifier));
    }
  };
  visit(path.join(import.meta.dirname, "../evaluation.ts"));
  expect(seen.size).toBeGreaterThan(10);
});
