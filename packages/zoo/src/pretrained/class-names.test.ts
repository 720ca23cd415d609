import { expect, test } from "vitest";
import { type ClassSet, classList, classSets } from "./class-names.ts";

test.each(Object.entries(classSets) as [ClassSet, number][])(
  "%s has %i classes, each with a name of its own",
  (set, count) => {
    const { names, ids } = classList(set);
    expect(names).toHaveLength(count);
    expect(new Set(names).size).toBe(count);
    expect(new Set(ids).size).toBe(count);
    expect(ids).toEqual([...ids].sort());
  },
);

test.each(["imagenet-1k", "imagenet-21k-miil"] as const)("%s is named by WordNet", (set) => {
  expect(classList(set).ids.every((id) => /^n\d{8}$/.test(id))).toBe(true);
});

test("CIFAR-10's classes are those of its own batches.meta.txt", () => {
  const { names, ids } = classList("cifar-10");
  expect(names.join(" ")).toBe("airplane automobile bird cat deer dog frog horse ship truck");
  expect(ids).toEqual(names);
});

test("the order is the one that every published ImageNet model has", () => {
  const { names, ids } = classList("imagenet-1k");
  expect(names[0]).toBe("tench, Tinca tinca");
  expect(names[207]).toBe("golden retriever");
  expect(names[281]).toBe("tabby, tabby cat");
  expect(names[999]).toBe("toilet tissue, toilet paper, bathroom tissue");
  expect(ids[999]).toBe("n15075141");
});

test("the bird and the machine that are both called crane are told apart", () => {
  const { names } = classList("imagenet-1k");
  expect([names[134], names[517]]).toEqual(["crane (n02012849)", "crane (n03126707)"]);
});
