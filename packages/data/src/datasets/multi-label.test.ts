import { describe, expect, test } from "vitest";
import { isMultiLabel } from "../dataset/dataset.ts";
import { split } from "../dataset/split.ts";
import { subset } from "../dataset/subset.ts";
import { imageFiles, multiLabelFiles } from "./image-files.ts";

/** 100 images of "a"; every tenth has the rare "c" beside it, every twentieth nothing at all. */
const dataset = multiLabelFiles(
  "many",
  ["a", "b", "c"],
  Array.from({ length: 100 }, (_, i) => ({
    path: `${i}.png`,
    labels: i % 20 === 1 ? [] : i % 10 === 0 ? [0, 2] : [0],
  })),
);

describe("multi-label data", () => {
  test("is told from data with one class per image", () => {
    expect(isMultiLabel(dataset)).toBe(true);
    expect(isMultiLabel(imageFiles("x", ["a"], [{ path: "1.png", label: 0 }]))).toBe(false);
  });

  test("has a first class for those who know of no more", () => {
    expect([0, 1, 2].map((index) => [dataset.label(index), dataset.labels(index)])).toEqual([
      [0, [0, 2]],
      [-1, []],
      [0, [0]],
    ]);
    expect(() => dataset.labels(100)).toThrow(/expected an index from 0 to 99, got 100/);
  });

  test("keeps its classes in subsets", () => {
    const part = subset(dataset, [10, 1]);
    expect(isMultiLabel(part) && [part.labels(0), part.labels(1)]).toEqual([[0, 2], []]);
  });

  test("is split so that each part has its share of the rare class and of images without any", () => {
    for (const part of split(dataset, [0.6, 0.4], { seed: 3 })) {
      const labels = Array.from({ length: part.length }, (_, i) => part.labels?.(i) ?? []);
      expect(labels.filter((each) => each.includes(2)).length / part.length).toBe(0.1);
      expect(labels.filter((each) => each.length === 0).length / part.length).toBe(0.05);
    }
  });
});
