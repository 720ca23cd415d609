import { describe, expect, test } from "vitest";
import { DataError } from "../errors.ts";
import { evalTransform, isFixed, trainTransform } from "./transform.ts";

describe("evalTransform", () => {
  test("has timm's values for TResNet where nothing is said", () => {
    expect(evalTransform({ size: 224 })).toEqual({
      kind: "eval",
      size: 224,
      mode: "center",
      cropPct: 0.875,
      mean: [0, 0, 0],
      std: [1, 1, 1],
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
    [
      { crop: { kind: "evaluation", mode: "center", cropPct: 0 } as const },
      "crop.cropPct must be above 0 and at most 1, got 0",
    ],
    [{ colorJitter: { ...jitter, contrast: 2 } }, "colorJitter.contrast must be between 0 and 1, got 2"],
    [{ cutout: { ...cutout, probability: 2 } }, "cutout.probability must be between 0 and 1, got 2"],
    [{ cutout: { ...cutout, fraction: -1 } }, "cutout.fraction must be between 0 and 1, got -1"],
  ])("refuses %j", (options, message) => {
    expect(() => trainTransform({ size: 8, ...options })).toThrow(`train transform: ${message}.`);
  });
});

describe("isFixed", () => {
  const whole = { kind: "padded", padding: 0, border: "reflect" } as const;
  const still = trainTransform({ size: 8, crop: whole, hflip: 0 });

  test("holds where nothing is drawn", () => {
    expect(isFixed(evalTransform({ size: 8 }))).toBe(true);
    expect(isFixed(still)).toBe(true);
    expect(isFixed({ ...still, crop: { kind: "evaluation", mode: "center", cropPct: 0.9 } })).toBe(true);
    expect(isFixed({ ...still, hflip: 1, fastDecode: true })).toBe(true);
    expect(isFixed({ ...still, cutout: { probability: 0, fraction: 0.5, fill: "mean" } })).toBe(true);
    expect(isFixed({ ...still, colorJitter: { brightness: 0, contrast: 0, saturation: 0 } })).toBe(true);
  });

  test.each([
    { crop: { ...whole, padding: 1 } },
    { crop: { kind: "random-resized", scale: [1, 1], ratio: [1, 1] } as const },
    { hflip: 0.5 },
    { vflip: 0.1 },
    { quarterTurns: true },
    { autoAugment: { kind: "cifar10" } as const },
    { colorJitter: { brightness: 0, contrast: 0.1, saturation: 0 } },
    { cutout: { probability: 0.5, fraction: 0.5, fill: "mean" } as const },
    { randomErasing: 0.2 },
  ])("does not with %j", (drawn) => {
    expect(isFixed({ ...still, ...drawn })).toBe(false);
  });
});
