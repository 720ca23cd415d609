import { expect, test } from "vitest";
import { checkSameBatches } from "./same-batches.ts";

const check = { shape: [2, 8, 8, 3], means: [0.1, 0.2, 0.3], smallest: -2, largest: 2.5 };
const against = (changes: Partial<typeof check>) => () =>
  checkSameBatches([
    { side: "a", check },
    { side: "b", check: { ...check, ...changes } },
  ]);

test("lets roundings pass", () => {
  expect(against({ means: [0.101, 0.199, 0.3], smallest: -2.1 })).not.toThrow();
});

test.each([
  ["the shape", { shape: [2, 3, 8, 8] }],
  ["channel 2 has mean 0.3 and 0.31", { means: [0.1, 0.2, 0.31] }],
  ["channel 2 has mean 0.3 and undefined", { means: [0.1, 0.2] }],
  ["the smallest value is -2 and 0", { smallest: 0 }],
  ["the largest value is 2.5 and 255", { largest: 255 }],
])("says that %s differs", (words, changes) => {
  expect(against(changes)).toThrow(words);
  expect(against(changes)).toThrow("of a and b");
});
