import { expect, test } from "vitest";
import { classNamesIn } from "./class-names.ts";

const map = (object: object) => new Map<unknown, unknown>(Object.entries(object));
const animals = new Map<unknown, unknown>([
  [1, "dog"],
  [0, "cat"],
]);

test.each<[string, unknown, string[] | undefined]>([
  ["numbers to names, in any order", map({ idx_to_class: animals }), ["cat", "dog"]],
  ["numbers as JSON writes them", map({ id2label: map({ 0: "cat", 1: "dog" }) }), ["cat", "dog"]],
  ["names to numbers", map({ class_to_idx: map({ dog: 1, cat: 0 }) }), ["cat", "dog"]],
  ["a list", map({ classes: ["cat", "dog"] }), ["cat", "dog"]],
  ["a list among OpenMMLab's notes", map({ meta: map({ CLASSES: ["cat", "dog"] }) }), ["cat", "dog"]],
  [
    "a number without a name",
    map({
      idx_to_class: new Map([
        [0, "cat"],
        [2, "dog"],
      ]),
    }),
    undefined,
  ],
  ["two names of one number", map({ class_to_idx: map({ dog: 0, cat: 0 }) }), undefined],
  ["numbers where names should be", map({ classes: [0, 1] }), undefined],
  ["a count", map({ classes: 2 }), undefined],
  ["a state dict", map({ "head.fc.bias": {} }), undefined],
  ["no dict", [], undefined],
])("%s", (_, value, expected) => {
  expect(classNamesIn(value)).toEqual(expected);
});
