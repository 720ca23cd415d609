import { multiLabelFiles, syntheticData } from "@tresnet/data";
import { describe, expect, test } from "vitest";
import { UsageError } from "../errors.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { trainTable } from "../options/train-options.ts";
import { checkRegime } from "./check-regime.ts";

const options = (values: Record<string, unknown>) => resolveOptions(trainTable, [{ source: "test", values }]);
const { train } = syntheticData({ seed: 0 });
const several = multiLabelFiles("several", ["a", "b"], [{ path: "x.png", labels: [0, 1] }]);

describe("checkRegime", () => {
  test("takes what fits together", () => {
    checkRegime(options({ epochs: 3, freezeEpochs: 2, balanced: true, mixup: 0.2, cutmix: 1 }), train);
    checkRegime(options({ classWeights: "balanced" }), train);
    checkRegime(options({}), several);
    checkRegime(options({ model: "resnet50", imgSize: 33 }), train);
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
  ])("refuses %j", (values, message) => {
    expect(() => checkRegime(options(values), train)).toThrow(message);
    expect(() => checkRegime(options(values), train)).toThrow(UsageError);
  });

  test.each([{ balanced: true }, { mixup: 0.2 }, { cutmix: 1 }])(
    "refuses %j for several classes per image",
    (values) => {
      expect(() => checkRegime(options(values), several)).toThrow("since images of several have any number of classes");
    },
  );
});
