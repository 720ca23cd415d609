import type { Pixels } from "@tresnet/data";
import { describe, expect, test } from "vitest";
import { drawHeat, seenPart } from "./draw-heat.ts";
import { heatColor } from "./heat-colors.ts";

const grey = (width: number, height: number): Pixels => ({
  data: new Uint8Array(width * height * 3).fill(100),
  width,
  height,
  channels: 3,
});
const heat = (values: readonly number[], width: number) => ({
  values: Float32Array.from(values),
  width,
  height: values.length / width,
  logit: 1,
});
const at = ({ data, width }: Pixels, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

describe("seenPart", () => {
  test("is the whole of a squished image, the middle of a cropped one, and more than the whole with a border", () => {
    const size = { width: 200, height: 100 };
    expect(seenPart(size, { mode: "squish", cropPct: 1, size: 50 })).toEqual({ x: 0, y: 0, width: 200, height: 100 });
    expect(seenPart(size, { mode: "center", cropPct: 1, size: 50 })).toEqual({ x: 50, y: 0, width: 100, height: 100 });
    expect(seenPart(size, { mode: "border", cropPct: 1, size: 50 })).toMatchObject({ x: 0, width: 200, height: 200 });
  });
});

describe("drawHeat", () => {
  test("the hottest place has the hottest colour, cold ones stay grey, what is not seen is dark", () => {
    const drawn = drawHeat(grey(200, 100), heat([0, 8], 2), { mode: "center", cropPct: 1, size: 50 });
    expect(at(drawn, 55, 50)).toEqual([100, 100, 100]);
    const [red, green, blue] = heatColor(1);
    expect(at(drawn, 145, 50)).toEqual([red, green, blue].map((value) => Math.round(20 + 0.8 * value)));
    expect(at(drawn, 20, 50)).toEqual([35, 35, 35]);
  });

  test("a map without heat leaves the image grey", () => {
    const drawn = drawHeat(grey(8, 8), heat([0, 0, 0, 0], 2), { mode: "squish", cropPct: 1, size: 4 });
    expect(new Set(drawn.data)).toEqual(new Set([100]));
  });

  test("a smaller copy of the image shows the same part", () => {
    const view = { mode: "center", cropPct: 0.5, size: 50 } as const;
    const drawn = drawHeat(grey(50, 25), heat([1], 1), view, { width: 200, height: 100 });
    expect([at(drawn, 10, 12), at(drawn, 25, 12)].map(([red]) => red)).toEqual([35, Math.round(20 + 0.8 * 252)]);
  });
});

test("heat's colours run from nearly black to light yellow", () => {
  expect([heatColor(-1), heatColor(0), heatColor(2)]).toEqual([
    [0, 0, 4],
    [0, 0, 4],
    [252, 255, 164],
  ]);
  expect(heatColor(0.5)).toEqual([186, 54, 85]);
});
