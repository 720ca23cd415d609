import { parameterCount } from "@tresnet/blocks";
import { expect, test } from "vitest";
import { LinearHead } from "./linear-head.ts";

test.each([
  [7, 1],
  [256, 10],
  [2048, 11221],
])("has a weight per feature and class and a bias per class: %d features, %d classes", (features, classes) => {
  expect(parameterCount(new LinearHead(features, classes))).toBe(features * classes + classes);
});

test("refuses impossible sizes and drop rates", () => {
  expect(() => new LinearHead(0, 3)).toThrow("LinearHead: features must be a whole number of 1 or more, got 0");
  expect(() => new LinearHead(4, 2.5)).toThrow("LinearHead: classes must be a whole number of 1 or more, got 2.5");
  expect(() => new LinearHead(4, -1)).toThrow("classes must be a whole number of 1 or more, got -1");
  expect(() => new LinearHead(4, 3, { dropRate: 1 })).toThrow(
    "LinearHead: dropRate must be at least 0 and below 1, got 1",
  );
  expect(() => new LinearHead(4, 3, { dropRate: Number.NaN })).toThrow("got NaN");
});
