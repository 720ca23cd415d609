import { expect, test } from "vitest";
import { channelsFirst } from "./channels-first.ts";

test("puts each channel of an image together, image by image", () => {
  const images = Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60); // [2, 3 pixels, 2 channels]
  const turned = channelsFirst(images, { batchSize: 2, pixels: 3, channels: 2 });
  expect([...turned]).toEqual([1, 2, 3, 10, 20, 30, 4, 5, 6, 40, 50, 60]);
});
