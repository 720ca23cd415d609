import { describe, expect, test } from "vitest";
import type { Pixels } from "../../dataset/pixels.ts";
import { random } from "../../random.ts";
import { applyTrainTransform } from "../apply-transform.ts";
import { isFixed, type TrainTransform, trainTransform } from "../transform.ts";
import { type AugmentationSettings, augmentationRows, augmentations } from "./augmentations.ts";

/** Settings of every augmentation that change every image. */
const strong: Required<AugmentationSettings> = {
  autoAugment: { kind: "random", operations: 15, magnitude: 9, deviation: 0, increasing: true },
  colorJitter: { brightness: 1, contrast: 1, saturation: 1 },
  cutout: { probability: 1, fraction: 0.5, fill: "mean" },
  randomErasing: 1,
};

const picture = (channels: 1 | 3): Pixels => ({
  data: Uint8Array.from({ length: 16 * 16 * channels }, (_, i) => 40 + ((i * 37) % 180)),
  width: 16,
  height: 16,
  channels,
});
const still = trainTransform({ size: 16, crop: { kind: "padded", padding: 0, border: "zero" }, hflip: 0 });
const render = (transform: TrainTransform, image: Pixels) => applyTrainTransform(image, transform, random(3));

test("rows are called as their field in the table, and stand in the order in which they are applied", () => {
  expect(augmentationRows.map(({ name }) => name)).toEqual(Object.keys(augmentations));
  expect(Object.keys(augmentations)).toEqual(["autoAugment", "colorJitter", "cutout", "randomErasing"]);
});

describe.each(augmentationRows.map(({ name }) => name))("%s", (name) => {
  const transform = trainTransform({ ...still, [name]: strong[name] });

  test("changes grey and coloured images, keeps their size and leaves the source alone", () => {
    for (const image of [picture(1), picture(3)]) {
      const before = image.data.slice();
      const { data, width, height, channels } = render(transform, image);
      expect([width, height, data.length]).toEqual([16, 16, 16 * 16 * channels]);
      expect(Buffer.compare(data, render(still, image).data)).not.toBe(0);
      expect(image.data).toEqual(before);
    }
  });

  test("makes a transform random, and is left out where nothing is said", () => {
    expect(isFixed(transform)).toBe(false);
    expect(isFixed({ ...transform, [name]: undefined })).toBe(true);
    expect(render({ ...transform, [name]: undefined }, picture(3))).toEqual(render(still, picture(3)));
  });
});
