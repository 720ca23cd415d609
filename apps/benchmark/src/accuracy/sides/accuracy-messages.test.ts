import { variants } from "@tresnet/zoo";
import { expect, test } from "vitest";
import { madeUpConditions } from "../../../test/made-up-accuracy.ts";
import { startRequest } from "./accuracy-messages.ts";
import { learningRates } from "./accuracy-recipe.ts";

const { settings } = madeUpConditions;

test("sends every side the learning rate of every step", () => {
  // 83 images are 10 whole batches of 8; 2 epochs of them
  const rates = learningRates(settings, 83);
  expect(rates).toHaveLength(20);
  // torch.optim.lr_scheduler.OneCycleLR(max_lr=0.3, total_steps=20, cycle_momentum=False): its first, its peak (0.3 ·
  // 20 − 1), its last
  expect(rates[0]).toBeCloseTo(0.012, 12);
  expect(rates[5]).toBeCloseTo(0.3, 12);
  expect(rates.at(-1)).toBeCloseTo(0.0000012, 12);
  expect(Math.max(...rates)).toBe(rates[5]);
  const options = { seed: 1, settings, data: "data", trainImages: 83 };
  const ours = startRequest({ side: "tresnet:bfloat16", ...options });
  const theirs = startRequest({ side: "pytorch:float32", ...options });
  expect(ours.learningRates).toEqual(rates);
  expect({ ...theirs, precision: "bfloat16" }).toEqual(ours);
  expect(theirs.precision).toBe("float32");
});

test("sends what a side needs to build model and data", () => {
  const request = startRequest({ side: "tresnet:bfloat16", seed: 2, settings, data: "folder", trainImages: 50_000 });
  expect(request).toMatchObject({ kind: "start", seed: 2, data: "folder", classes: 10, variant: variants.tresnet_s });
  expect(request).toMatchObject({ mean: [0, 0, 0], std: [1, 1, 1], recipe: { smoothing: 0.1, padding: 4 } });
});

test("refuses a batch larger than the data, and an unknown model", () => {
  expect(() => learningRates(settings, 7)).toThrow(
    "--batch-size must be at most 7, the number of training images, got 8",
  );
  const other = { ...settings, model: "alexnet" };
  const options = { side: "tresnet:bfloat16", seed: 0, data: "", trainImages: 80 } as const;
  expect(() => startRequest({ ...options, settings: other })).toThrow(/model out of tresnet_s, .* got "alexnet"/);
});
