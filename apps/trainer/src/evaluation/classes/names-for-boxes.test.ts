import { syntheticScenes } from "@tresnet/data";
import { expect, test } from "vitest";
import { namesForBoxes } from "./names-for-boxes.ts";

const { train } = syntheticScenes({ counts: [6, 1, 1], classes: 2, seed: 1 });
const [first = "", second = ""] = train.classNames;

test("classes stand in the detector's order, with the ids of the data's", () => {
  const names = [second, "other", first];
  const data = namesForBoxes(train, names, "best.safetensors");
  expect(data.classNames).toEqual(names);
  expect(data.categoryIds).toEqual([train.categoryIds[1], "other", train.categoryIds[0]]);
  for (let index = 0; index < train.length; index++) {
    const before = Array.from(train.boxes(index).labels, (label) => train.classNames[label]);
    expect(Array.from(data.boxes(index).labels, (label) => names[label])).toEqual(before);
    expect(
      data
        .labels(index)
        .map((label) => names[label])
        .sort(),
    ).toEqual([...new Set(before)].sort());
  }
  expect(namesForBoxes(train, train.classNames, "x")).toBe(train);
});

test("a class that the detector does not know is named", () => {
  expect(() => namesForBoxes(train, [first], "best.safetensors")).toThrow(
    new RegExp(`expected classes that best\\.safetensors knows, got ${second}`),
  );
});
