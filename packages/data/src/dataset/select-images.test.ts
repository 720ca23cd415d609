import { describe, expect, test } from "vitest";
import { testDataset } from "../../test/dataset-contract.ts";
import { imageFiles, multiLabelFiles } from "../datasets/image-files.ts";
import { DataError } from "../errors.ts";
import type { Dataset } from "./dataset.ts";
import { drawPerClass } from "./draw-per-class.ts";
import { keepClasses } from "./keep-classes.ts";
import { selectImages } from "./select-images.ts";

/** 40 images that go round the classes a, b, c and d. */
const dataset: Dataset = {
  ...imageFiles(
    "forty",
    ["a", "b", "c", "d"],
    Array.from({ length: 40 }, (_, i) => ({ path: `${i}.png`, label: i % 4 })),
  ),
  credit: "somebody",
};
const several = multiLabelFiles("several", ["a", "b"], [{ path: "0.png", labels: [0, 1] }]);
const indices = (part: Dataset) => Array.from({ length: part.length }, (_, i) => Number.parseInt(part.id(i), 10));
const labels = (part: Dataset) => Array.from({ length: part.length }, (_, i) => part.label(i));

testDataset("a dataset of some classes", async () => keepClasses(dataset, ["d", "b"]));
testDataset("a dataset of few images", async () => drawPerClass(dataset, 3, { seed: 1 }));

describe("keepClasses", () => {
  test("renumbers in the data set's order, whatever the order of the names", () => {
    const part = keepClasses(dataset, ["d", "b"]);
    expect(part).toMatchObject({ name: "forty", classNames: ["b", "d"], length: 20, credit: "somebody" });
    expect(labels(part).slice(0, 4)).toEqual([0, 1, 0, 1]);
    expect(indices(part).slice(0, 4)).toEqual([1, 3, 5, 7]);
    expect(part.source(1)).toEqual({ kind: "file", path: "3.png" });
  });

  test("says which class is unknown, doubled or missing", () => {
    expect(() => keepClasses(dataset, ["a", "cat"])).toThrow(
      "forty: expected classes of it to keep (a, b, c, d), got cat. Correct the names.",
    );
    expect(() => keepClasses(dataset, ["a", "b", "a"])).toThrow(/each once, got a, b, a/);
    expect(() => keepClasses(dataset, [])).toThrow(/at least one class to keep, each once, got none/);
  });

  test("of several classes on an image keeps all images, some of them without a class", () => {
    const files = [[0, 1, 2], [1], []].map((classes, i) => ({ path: `${i}.png`, labels: classes }));
    const part = keepClasses(multiLabelFiles("many", ["a", "b", "c"], files), ["c", "a"]);
    expect([part.length, part.classNames]).toEqual([3, ["a", "c"]]);
    expect([0, 1, 2].map((index) => part.labels?.(index))).toEqual([[0, 1], [], []]);
    expect([0, 1].map((index) => part.label(index))).toEqual([0, -1]);
  });

  test("finds names that are written in another form of Unicode", () => {
    const german = imageFiles("german", ["Ka\u0308fer", "Maus"], [{ path: "0.png", label: 0 }]);
    expect(keepClasses(german, ["K\u00e4fer"]).classNames).toEqual(["Ka\u0308fer"]);
  });
});

describe("drawPerClass", () => {
  test("draws as many of each class, the same for a seed and others for another", () => {
    const draw = (seed: number, count = 3) => indices(drawPerClass(dataset, count, { seed }));
    const drawn = drawPerClass(dataset, 3, { seed: 1 });
    expect(labels(drawn).toSorted()).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect(draw(1)).toEqual(indices(drawn));
    expect(draw(1)).toEqual(draw(1).toSorted((a, b) => a - b));
    expect(draw(2)).not.toEqual(draw(1));
    expect(draw(1, 6)).toEqual(expect.arrayContaining(draw(1)));
    expect(draw(1, 10)).toHaveLength(40);
  });

  test("names a class that has fewer", () => {
    expect(() => drawPerClass(dataset, 11, { seed: 0 })).toThrow(
      'forty: expected at least 11 training images of each class, got 10 of "a". Draw fewer, or leave the class out.',
    );
  });

  test("refuses images of several classes, and counts that are none", () => {
    expect(() => drawPerClass(several, 1, { seed: 0 })).toThrow(/several: expected one class per image/);
    for (const count of [0, 1.5, Number.NaN])
      expect(() => drawPerClass(dataset, count, { seed: 0 })).toThrow(DataError);
  });
});

describe("selectImages", () => {
  const parts = { train: dataset, val: keepClasses(dataset, ["a", "b", "c", "d"]), test: dataset };

  test("keeps classes in all parts, and few images in the training part alone", () => {
    const { train, val, test: tested } = selectImages(parts, { classes: ["b", "c"], trainPerClass: 4, seed: 7 });
    expect([train.length, val?.length, tested?.length]).toEqual([8, 20, 20]);
    expect([train, val, tested].map((part) => part?.classNames)).toEqual([
      ["b", "c"],
      ["b", "c"],
      ["b", "c"],
    ]);
  });

  test("leaves classes out, of several on an image too", () => {
    const { train } = selectImages(parts, { withoutClasses: ["a"], seed: 7 });
    expect([train.length, train.classNames]).toEqual([30, ["b", "c", "d"]]);
    expect(selectImages({ train: several }, { withoutClasses: ["a"], seed: 7 }).train.labels?.(0)).toEqual([0]);
    expect(() => selectImages(parts, { withoutClasses: ["cat"], seed: 7 })).toThrow(
      "forty: expected classes of it to leave out (a, b, c, d), got cat. Correct the names.",
    );
  });

  test("leaves the data alone when nothing is asked", () => {
    const { train, test: tested } = selectImages(parts, { seed: 7 });
    expect(train).toBe(dataset);
    expect(tested).toBe(dataset);
  });

  test("has no part without images", () => {
    const onlyA = { ...dataset, length: 1 };
    expect(Object.keys(selectImages({ train: dataset, val: onlyA }, { classes: ["b", "c"], seed: 0 }))).toEqual([
      "train",
    ]);
  });
});
