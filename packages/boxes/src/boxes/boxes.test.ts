import { expect, test } from "vitest";
import { BoxError, boxIou, clipBoxes, convertBoxes, generalizedBoxIou, suppressBoxes } from "../index.ts";

const unit = [0, 0, 10, 10];

test("the overlap of every pair, row by row", () => {
  const others = [0, 0, 10, 5, 5, 5, 15, 15, 20, 0, 30, 10];
  expect([...boxIou([...unit, 20, 0, 25, 10], others)]).toEqual([0.5, 25 / 175, 0, 0, 0, 0.5]);
  expect(boxIou([], others)).toHaveLength(0);
});

test("boxes that touch do not overlap, and two without an area have no overlap at all", () => {
  expect([...boxIou(unit, [10, 0, 20, 10])]).toEqual([0]);
  expect([...boxIou([3, 3, 3, 3], [3, 3, 3, 3])]).toEqual([Number.NaN]);
});

test("generalized overlap falls with the distance of boxes apart", () => {
  expect([...generalizedBoxIou(unit, [...unit, 10, 0, 20, 10, 20, 0, 30, 10])]).toEqual([1, 0, -1 / 3]);
  expect([...generalizedBoxIou(unit, [5, 5, 15, 15])]).toEqual([25 / 175 - 50 / 225]);
});

test("boxes are cut to the image, each axis to its own size", () => {
  expect([...clipBoxes([-5, -5, 50, 50, 40, 3, 60, 9], { height: 20, width: 30 })]).toEqual([
    0, 0, 30, 20, 30, 3, 30, 9,
  ]);
});

test("forms go over into each other and back", () => {
  const boxes = [1, 2, 5, 10, 0, 0, 3, 3];
  expect([...convertBoxes(boxes, "xyxy", "xywh")]).toEqual([1, 2, 4, 8, 0, 0, 3, 3]);
  expect([...convertBoxes(boxes, "xyxy", "cxcywh")]).toEqual([3, 6, 4, 8, 1.5, 1.5, 3, 3]);
  for (const form of ["xyxy", "xywh", "cxcywh"] as const) {
    expect([...convertBoxes(convertBoxes(boxes, "xyxy", form), form, "xyxy")]).toEqual(boxes);
  }
});

test("a box suppresses the worse ones of its class that overlap it by more than the threshold", () => {
  const boxes = [...unit, 0, 0, 10, 5, 0, 0, 10, 6, 0, 0, 10, 9];
  const suppress = (labels: readonly number[]) => [
    ...suppressBoxes({ boxes, scores: [0.9, 0.5, 0.5, 0.95], labels }, 0.5),
  ];
  expect(suppress([0, 0, 0, 1])).toEqual([3, 0, 1]);
  expect(suppress([0, 1, 0, 0])).toEqual([3, 1]);
  expect([...suppressBoxes({ boxes, scores: [1, 3, 2, 4], labels: [0, 1, 2, 3] }, 0.5, 2)]).toEqual([3, 1]);
});

test("of equal scores the earlier box stays", () => {
  const labels = new Array(4).fill(0);
  const scores = new Array(4).fill(0.5);
  const boxes = [...unit, ...unit, 40, 0, 50, 10, ...unit];
  expect([...suppressBoxes({ boxes, scores, labels }, 0.5)]).toEqual([0, 2]);
});

test("refuses lists of other lengths and NaN", () => {
  expect(() => boxIou([1, 2, 3], unit)).toThrow("boxIou: expected four numbers a box, got 3");
  expect(() => clipBoxes([1], { height: 1, width: 1 })).toThrow(BoxError);
  expect(() => convertBoxes([1], "xyxy", "xywh")).toThrow(BoxError);
  expect(() => suppressBoxes({ boxes: unit, scores: [Number.NaN], labels: [0] }, 0.5)).toThrow("no NaN");
  expect(() => suppressBoxes({ boxes: unit, scores: [1], labels: [] }, 0.5)).toThrow("1 scores and 0 labels");
});
