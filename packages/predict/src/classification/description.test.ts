import { cropModes, interpolations } from "@tresnet/preparation";
import { describe, expect, test } from "vitest";
import { PredictError } from "../predict-error.ts";
import { readDescription } from "./description.ts";

const given = {
  format: "tresnet-1",
  task: "multi-label",
  classes: ["Ölfleck\n", "\u{1F431}"],
  preprocessing: {
    imgSize: 224,
    cropMode: "squish",
    cropPct: 0.875,
    interpolation: "bicubic",
    mean: [0, 0.5, 1],
    std: [1, 1, 1],
  },
  thresholds: [0.5, 0.25],
  license: "CC0-1.0",
  check: { deviation: 1e-7 },
};

describe("readDescription", () => {
  test("keeps what prediction needs", () => {
    const { format: _, check: __, ...needed } = given;
    expect(readDescription(given)).toEqual(needed);
    const { interpolation: ___, ...plain } = given.preprocessing;
    expect(readDescription({ ...given, preprocessing: plain }).preprocessing.interpolation).toBe("bilinear");
  });

  const preparations = cropModes.flatMap((cropMode) =>
    interpolations.map((interpolation) => [cropMode, interpolation] as const),
  );
  test.each(preparations)("opens a model of every crop mode and filter: %s, %s", (cropMode, interpolation) => {
    const preprocessing = { ...given.preprocessing, cropMode, interpolation };
    expect(readDescription({ ...given, preprocessing }).preprocessing).toEqual(preprocessing);
  });

  const preprocessing = given.preprocessing;
  test.each([
    [undefined, "an object as a description of the model, got nothing"],
    [{ ...given, task: "boxes" }, 'one of single-label, multi-label as task of the model, got "boxes"'],
    [{ ...given, classes: [] }, "a list as classes"],
    [{ ...given, classes: [1] }, "a list as classes of the model, got [1]"],
    [{ ...given, preprocessing: 3 }, "an object as preprocessing of the model, got 3"],
    [{ ...given, preprocessing: { ...preprocessing, imgSize: 0 } }, "a number above 0 as imgSize"],
    [{ ...given, preprocessing: { ...preprocessing, mean: [1, 2] } }, "three numbers as mean of the model, got [1,2]"],
    [{ ...given, preprocessing: { ...preprocessing, cropMode: "round" } }, "one of center, squish, squash, border"],
  ])("names what is wrong: %j", (value, message) => {
    expect(() => readDescription(value)).toThrow(PredictError);
    expect(() => readDescription(value)).toThrow(message);
  });
});
