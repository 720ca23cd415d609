import { describe, expect, test } from "vitest";
import { imageFiles } from "../datasets/image-files.ts";
import { DataError } from "../errors.ts";
import type { Dataset } from "./dataset.ts";
import { split } from "./split.ts";
import { subset } from "./subset.ts";

/** 100 images: 60 of class 0, 30 of class 1, 10 of class 2. */
const dataset: Dataset = {
  ...imageFiles(
    "hundred",
    ["a", "b", "c"],
    Array.from({ length: 100 }, (_, i) => ({ path: `${i}.png`, label: i < 60 ? 0 : i < 90 ? 1 : 2 })),
  ),
  credit: "somebody",
};
const ids = (part: Dataset | undefined) => Array.from({ length: part?.length ?? 0 }, (_, i) => part?.id(i));
const classCounts = (part: Dataset) =>
  part.classNames.map(
    (_, label) => Array.from({ length: part.length }, (_, i) => part.label(i)).filter((l) => l === label).length,
  );

describe("split", () => {
  test("gives every class its share in every part, and no image to two parts", () => {
    const parts = split(dataset, [0.6, 0.2, 0.2], { seed: 1 });
    expect(parts.map(classCounts)).toEqual([
      [36, 18, 6],
      [12, 6, 2],
      [12, 6, 2],
    ]);
    expect(new Set(parts.flatMap(ids)).size).toBe(100);
  });

  test.each([2, 3, 4, 5, 6, 9])("leaves no part without images where each of 100 classes has %i", (perClass) => {
    const files = Array.from({ length: 100 * perClass }, (_, i) => ({ path: `${i}.png`, label: i % 100 }));
    const names = Array.from({ length: 100 }, (_, label) => `${label}`);
    const parts = split(imageFiles("few", names, files), [0.8, 0.1, 0.1], { seed: 0 });
    for (const [part, share] of [80, 10, 10].entries()) {
      expect(Math.abs((parts[part]?.length ?? 0) - share * perClass)).toBeLessThanOrEqual(1);
    }
    expect(new Set(parts.flatMap(ids)).size).toBe(100 * perClass);
  });

  test("gives training every class, also those of one image", () => {
    const files = Array.from({ length: 50 }, (_, label) => ({ path: `${label}.png`, label }));
    const names = files.map(({ path }) => path);
    const [train] = split(imageFiles("single", names, files), [0.8, 0.2], { seed: 0 });
    expect(train?.length).toBe(50);
  });

  test("repeats for a seed, and differs for another", () => {
    const trainIds = (seed: number) => ids(split(dataset, [0.5, 0.5], { seed })[0]);
    expect(trainIds(1)).toEqual(trainIds(1));
    expect(trainIds(2)).not.toEqual(trainIds(1));
  });

  test("stratifies by whatever it is told", () => {
    const stratifyBy = (index: number) => `${dataset.label(index)} ${index % 2}`;
    for (const part of split(dataset, [0.4, 0.6], { seed: 0, stratifyBy })) {
      const even = ids(part).filter((id) => Number.parseInt(id ?? "", 10) % 2 === 0);
      expect(even.length).toBe(part.length / 2);
    }
  });

  test("leaves out what the fractions do not cover", () => {
    const [part, ...others] = split(dataset, [0.1], { seed: 0 });
    expect(part && classCounts(part)).toEqual([6, 3, 1]);
    expect(others).toEqual([]);
  });

  test("leaves no image out when the fractions add up to 1, however odd the counts", () => {
    for (const length of [1, 2, 3, 7, 11]) {
      const parts = split(
        subset(
          dataset,
          Array.from({ length }, (_, i) => i),
        ),
        [0.7, 0.1, 0.1, 0.1],
        { seed: 0 },
      );
      expect(parts.reduce((sum, part) => sum + part.length, 0)).toBe(length);
    }
  });

  test.each([[[0.5, 0.6]], [[-0.1, 0.5]], [[Number.NaN]]])("refuses the fractions %j", (fractions) => {
    expect(() => split(dataset, fractions, { seed: 0 })).toThrow(DataError);
  });
});

describe("subset", () => {
  test("keeps names, labels, credit and the order of the indices", () => {
    const part = subset(dataset, [95, 3, 70]);
    expect(ids(part)).toEqual(["95.png", "3.png", "70.png"]);
    expect([0, 1, 2].map((i) => part.label(i))).toEqual([2, 0, 1]);
    expect(part.source(1)).toEqual({ kind: "file", path: "3.png" });
    expect(part).toMatchObject({ name: "hundred", classNames: ["a", "b", "c"], credit: "somebody", length: 3 });
    expect(ids(subset(part, [2]))).toEqual(["70.png"]);
  });

  test("refuses indices that are not the dataset's", () => {
    expect(() => subset(dataset, [100])).toThrow("subset of hundred: expected indices from 0 to 99, got 100.");
    expect(() => subset(dataset, [0.5])).toThrow(DataError);
    expect(() => subset(dataset, [1]).label(1)).toThrow(/expected an index from 0 to 0, got 1/);
  });
});
