import { imageFiles } from "@tresnet/data";
import { expect, test } from "vitest";
import { UsageError } from "../errors.ts";
import { chosenImages } from "./chosen-images.ts";

const train = imageFiles(
  "pets",
  ["cat", "dog"],
  [
    { path: "0.png", label: 0 },
    { path: "1.png", label: 1 },
    { path: "2.png", label: 1 },
  ],
);

test("leaves the classes that are asked for", () => {
  const { train: chosen } = chosenImages({ train }, { classes: ["dog"], seed: 0 });
  expect([chosen.classNames, chosen.length]).toEqual([["dog"], 2]);
});

test("says that more was asked for than the data has", () => {
  const unknown = () => chosenImages({ train }, { classes: ["bird"], seed: 0 });
  expect(unknown).toThrow(UsageError);
  expect(unknown).toThrow("pets: expected classes of it to keep (cat, dog), got bird. Correct the names.");
  expect(() => chosenImages({ train }, { trainPerClass: 2, seed: 0 })).toThrow(UsageError);
});

test("takes no other error for the user's", () => {
  const broken = new TypeError("broken");
  const lost = {
    ...train,
    get classNames(): string[] {
      throw broken;
    },
  };
  expect(() => chosenImages({ train: lost }, { classes: ["dog"], seed: 0 })).toThrow(broken);
});
