import { syntheticData } from "@tresnet/data";
import { buildModel } from "@tresnet/zoo";
import { describe, expect, test } from "vitest";
import { resolveOptions } from "../options/resolve-options.ts";
import { classifierOf } from "../settings/detection/detector-name.ts";
import { trainTable } from "../settings/train-options.ts";
import { balancedClassWeights, evaluationTransform, savedModel, trainingTransform } from "./data-plan.ts";

const { train } = syntheticData({ classes: 3, counts: [10, 1, 1] });
const options = (values: Record<string, unknown>) => resolveOptions(trainTable, [{ source: "test", values }]);
const planOf = (values: Record<string, unknown>) => {
  const given = options(values);
  return savedModel(given, buildModel(classifierOf(given.model), { numClasses: 3 }), train);
};

describe("what is saved with the weights", () => {
  test("is the model's for photographs", () => {
    expect(planOf({ data: "folder:x", model: "tresnet_m" })).toMatchObject({
      model: "tresnet_m",
      classNames: ["plain red", "plain orange", "plain lime"],
      numClasses: 3,
      imgSize: 224,
      cropPct: 0.875,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    });
  });

  test("is small and uncropped for small pictures", () => {
    expect(planOf({ data: "cifar100:x" })).toMatchObject({ imgSize: 32, cropPct: 1 });
  });

  test("is what the options say", () => {
    const values = { imgSize: 48, cropPct: 0.9, mean: [0.1, 0.2, 0.3], std: [0.5, 0.5, 0.5], cropMode: "squish" };
    expect(evaluationTransform(planOf(values))).toEqual({
      kind: "eval",
      size: 48,
      mode: "squish",
      cropPct: 0.9,
      mean: [0.1, 0.2, 0.3],
      std: [0.5, 0.5, 0.5],
    });
  });
});

describe("training's transform", () => {
  test("crops photographs at random and shifts small pictures", () => {
    const crop = (values: Record<string, unknown>) => trainingTransform(options(values), planOf(values)).crop;
    expect(crop({ data: "folder:x", scale: [0.5, 1] })).toEqual({
      kind: "random-resized",
      scale: [0.5, 1],
      ratio: [0.75, 4 / 3],
    });
    expect(crop({ data: "cifar10", padding: 2 })).toEqual({ kind: "padded", padding: 2, border: "reflect" });
    expect(crop({ data: "folder:x", trainCropMode: "pad" }).kind).toBe("padded");
  });

  test("has a hole and colours only if asked for", () => {
    const plain = { data: "synthetic" };
    expect(trainingTransform(options(plain), planOf(plain))).not.toHaveProperty("cutout");
    const rich = { ...plain, cutout: 0.5, cutoutSize: 0.25, colorJitter: 0.4 };
    expect(trainingTransform(options(rich), planOf(rich))).toMatchObject({
      cutout: { probability: 0.5, fraction: 0.25 },
      colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4 },
    });
  });
});

test("balanced weights make every class count alike, and the mean image once", () => {
  const weights = balancedClassWeights(train, 4);
  expect(weights).toEqual([10 / 12, 10 / 9, 10 / 9, 0]);
  const total = Array.from({ length: 10 }, (_, index) => weights[train.label(index)] ?? 0).reduce((a, b) => a + b);
  expect(total).toBeCloseTo(10, 12);
});
