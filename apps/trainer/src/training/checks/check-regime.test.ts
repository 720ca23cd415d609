import { type Dataset, multiLabelFiles, syntheticData } from "@tresnet/data";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../errors.ts";
import { resolveOptions } from "../../options/resolve-options.ts";
import { trainTable } from "../../settings/train-options.ts";
import { checkRegime, checkSettings } from "./check-regime.ts";

const options = (values: Record<string, unknown>) => resolveOptions(trainTable, [{ source: "test", values }]);
const { train } = syntheticData({ seed: 0 });
const several = multiLabelFiles("several", ["a", "b"], [{ path: "x.png", labels: [0, 1] }]);

const check = (values: Record<string, unknown>, data: Dataset) => {
  checkSettings(options(values));
  checkRegime(options(values), data);
};

describe("checkSettings and checkRegime", () => {
  test("take what fits together", () => {
    check({ epochs: 3, freezeEpochs: 2, balanced: true, mixup: 0.2, cutmix: 1 }, train);
    check({ classWeights: "balanced", evalMetric: "balanced-accuracy" }, train);
    check({ evalMetric: "map" }, several);
    check({ model: "resnet50", imgSize: 33 }, train);
  });

  test.each([
    [{ epochs: 2, freezeEpochs: 2 }, "--freeze-epochs: expected fewer than the 2 of --epochs, got 2."],
    [{ freeze: "backbone", freezeEpochs: 1 }, "--freeze-epochs: expected none, since --freeze backbone"],
    [{ balanced: true, classWeights: "balanced" }, "--balanced: expected --class-weights none with it, got balanced"],
    [
      { imgSize: 33 },
      "--img-size: expected a multiple of 2, which tresnet_s's stem folds into one, of at least 10, got 33.",
    ],
    [{ model: "tresnet_m.miil_in1k", imgSize: 46 }, "--img-size: expected a multiple of 4, which tresnet_m's stem"],
    [{ model: "tresnet_l", imgSize: 16 }, "which tresnet_l's stem folds into one, of at least 20, got 16."],
  ])("refuse %j, before anything is opened", (values, message) => {
    expect(() => checkSettings(options(values))).toThrow(message);
    expect(() => checkSettings(options(values))).toThrow(UsageError);
  });

  test.each([{ balanced: true }, { mixup: 0.2 }, { cutmix: 1 }])(
    "refuse %j for several classes per image",
    (values) => {
      expect(() => checkRegime(options(values), several)).toThrow("since images of several have any number of classes");
    },
  );

  test("refuse a metric that the data has no value of", () => {
    expect(() => check({ evalMetric: "map" }, train)).toThrow(
      /--eval-metric: expected accuracy, balanced-accuracy or loss, since every image of .* has one class, got map/,
    );
    expect(() => check({ evalMetric: "balanced-accuracy" }, several)).toThrow(
      /--eval-metric: expected map, .* of several/,
    );
  });
});
