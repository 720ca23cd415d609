import { describe, expect, test } from "vitest";
import { testDataset } from "../../test/dataset-contract.ts";
import { syntheticData } from "./synthetic.ts";

testDataset("synthetic data", async () => syntheticData({ counts: [40, 1, 1] }).train);
testDataset(
  "synthetic data of 32 classes",
  async () => syntheticData({ classes: 32, size: 16, counts: [64, 32, 32] }).val,
);

describe("syntheticData", () => {
  test("repeats for a seed; no two images are alike", () => {
    const pixels = (seed: number) => {
      const { train, val, test } = syntheticData({ seed, size: 8, counts: [20, 10, 10] });
      return [train, val, test].flatMap((part) =>
        Array.from({ length: part.length }, (_, i) => JSON.stringify(part.source(i))),
      );
    };
    expect(pixels(1)).toEqual(pixels(1));
    expect(new Set([...pixels(1), ...pixels(2)]).size).toBe(80);
  });

  test("has as many images of each class, give or take one", () => {
    const { train } = syntheticData({ classes: 3, counts: [100, 1, 1] });
    const counts = [0, 0, 0];
    for (let i = 0; i < train.length; i++) counts[train.label(i)] = (counts[train.label(i)] ?? 0) + 1;
    expect(counts).toEqual([34, 33, 33]);
  });

  test("can be learnt from: the mean colour of an image already tells half of the eight hues", () => {
    const { train, test: held } = syntheticData({ classes: 8, counts: [800, 1, 200], size: 16 });
    const color = (index: number, part = train) => {
      const source = part.source(index);
      if (source.kind !== "pixels") throw new Error("expected pixels");
      const mean = [0, 1, 2].map(
        (c) => source.data.reduce((sum, value, i) => (i % 3 === c ? sum + value : sum), 0) / 256,
      );
      const grey = mean.reduce((sum, value) => sum + value, 0) / 3;
      const offsets = mean.map((value) => value - grey);
      const length = Math.hypot(...offsets);
      return offsets.map((value) => value / length);
    };
    const centers = train.classNames.map((_, label) => {
      const members = Array.from({ length: 100 }, (_, i) => color(i * 8 + label));
      return [0, 1, 2].map((c) => members.reduce((sum, member) => sum + (member[c] ?? 0), 0));
    });
    let correct = 0;
    for (let i = 0; i < held.length; i++) {
      const own = color(i, held);
      const scores = centers.map((center) => center.reduce((sum, value, c) => sum + value * (own[c] ?? 0), 0));
      if (scores.indexOf(Math.max(...scores)) === held.label(i)) correct++;
    }
    expect(correct / held.length).toBeGreaterThan(0.5);
  });

  test.each([
    [{ classes: 1 }, /classes must be a whole number from 2 to 32, got 1/],
    [{ classes: 33 }, /classes must be/],
    [{ size: 4 }, /size must be a whole number from 8 to 1024, got 4/],
    [{ counts: [0, 1, 1] as const }, /counts must be/],
  ])("refuses %j", (options, message) => {
    expect(() => syntheticData(options)).toThrow(message);
  });
});
