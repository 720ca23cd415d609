import { expect, test } from "vitest";
import { TResNet } from "./tresnet.ts";
import { type TResNetVariant, variants } from "./variants.ts";

/** The first stage's planes: the last stage ends with 8 · 4 times as many channels. */
function planes(like: TResNetVariant, width: number): number {
  return new TResNet("scaled", { ...like, width, layers: [1, 1, 1, 1] }, { numClasses: 2 }).numFeatures / 32;
}

// timm models/tresnet.py: int(64 * width_factor), in v2 // 8 * 8 of that.
test.each([
  [0.125, 8, 8],
  [0.15, 9, 8],
  [0.3, 19, 16],
  [0.5, 32, 32],
  [1, 64, 64],
  [1.2, 76, 72],
  [1.3, 83, 80],
])("a width of %d gives the paper's nets %d planes and v2 %d", (width, paper, v2) => {
  expect(planes(variants.tresnet_m, width)).toBe(paper);
  expect(planes(variants.tresnet_v2_l, width)).toBe(v2);
});

test("the stem has as many channels as the first stage has planes", () => {
  const { body } = new TResNet("narrow", { ...variants.tresnet_v2_l, width: 0.15 }, { numClasses: 2 });
  expect(body.conv1.cost({ height: 8, width: 8, channels: 48 }).shape.channels).toBe(8);
});
