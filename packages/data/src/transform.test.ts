import { describe, expect, test } from "vitest";
import { DataError } from "./errors.ts";
import { evalTransform, trainTransform } from "./transform.ts";

describe("evalTransform", () => {
  test("has timm's values for TResNet where nothing is said", () => {
    expect(evalTransform({ size: 224 })).toEqual({
      ...{ kind: "eval", size: 224, mode: "center", cropPct: 0.875, mean: [0, 0, 0], std: [1, 1, 1] },
    });
  });

  test.each([
    [{ size: 0 }, "eval transform: size must be a whole number from 1 to 4096, got 0."],
    [{ size: 8, cropPct: 1.5 }, "eval transform: cropPct must be above 0 and at most 1, got 1.5."],
    [{ size: 8, std: [1, 0, 1] as const }, "eval transform: std must be three positive numbers, got [1,0,1]."],
    [{ size: 8, mean: [0, Number.NaN, 0] as const }, "eval transform: mean must be three numbers, got [0,null,0]."],
  ])("refuses %j", (options, message) => {
    expect(() => evalTransform(options)).toThrow(message);
    expect(() => evalTransform(options)).toThrow(DataError);
  });
});

describe("trainTransform", () => {
  const jitter = { brightness: 0, contrast: 0, saturation: 0 };
  const cutout = { probability: 1, fraction: 0.5, fill: "mean" } as const;

  test.each([
    [{ hflip: 1.1 }, "hflip must be between 0 and 1, got 1.1"],
    [{ vflip: -1 }, "vflip must be between 0 and 1, got -1"],
    [
      { crop: { kind: "padded", padding: 8, border: "zero" } as const },
      "crop.padding must be a whole number below size, got 8",
    ],
    [
      { crop: { kind: "random-resized", scale: [0, 1], ratio: [1, 1] } as const },
      "crop.scale must be an ascending pair in (0, 1], got [0,1]",
    ],
    [
      { crop: { kind: "random-resized", scale: [0.1, 1], ratio: [2, 1] } as const },
      "crop.ratio must be an ascending pair above 0, got [2,1]",
    ],
    [{ colorJitter: { ...jitter, contrast: 2 } }, "colorJitter.contrast must be between 0 and 1, got 2"],
    [{ cutout: { ...cutout, probability: 2 } }, "cutout.probability must be between 0 and 1, got 2"],
    [{ cutout: { ...cutout, fraction: -1 } }, "cutout.fraction must be between 0 and 1, got -1"],
  ])("refuses %j", (options, message) => {
    expect(() => trainTransform({ size: 8, ...options })).toThrow(`train transform: ${message}.`);
  });
});
