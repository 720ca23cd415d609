import { expect, test } from "vitest";
import { usualCrop, usualSize } from "./data-defaults.ts";

test("the help names the data sets that decide what is left out", () => {
  expect(usualSize).toBe("the model's, 32 for cifar10, cifar100 and synthetic");
  expect(usualCrop).toBe("pad for cifar10, cifar100 and synthetic, else rrc");
});
