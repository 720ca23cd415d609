import { buildModel, modelNames, TResNet, variants } from "@tresnet/zoo";
import { expect, test } from "vitest";
import { timmModelOf } from "./timm-models.ts";

test.each(modelNames.filter((name) => name !== "tresnet_s"))(
  "timm builds %s, with any number of classes and channels",
  (name) => {
    expect(timmModelOf(buildModel(name, { numClasses: 7, inChannels: 4 })).classifier).toMatch(/fc$/);
  },
);

test("tresnet_s is refused by name, with a way out", () => {
  expect(() => timmModelOf(buildModel("tresnet_s"))).toThrow(
    "tresnet_s: expected a model that timm builds (tresnet_m, tresnet_l, tresnet_xl, tresnet_v2_l, resnet50), and this it can't: its stem folds blocks of 2 × 2 pixels, and timm's blocks of 4 × 4 alone. Write it as safetensors, which this project reads, or in a format that holds the whole net, such as ONNX; or train tresnet_m.",
  );
});

test("nets of names or shapes that timm does not have are refused", () => {
  const { tresnet_m: row } = variants;
  expect(() => timmModelOf(new TResNet("mine", row))).toThrow("this it can't: timm has no model of that name.");
  const shallow = new TResNet("tresnet_m", { ...row, layers: [3, 4, 11, 2] });
  expect(() => timmModelOf(shallow)).toThrow("and body.layer4.2.conv1.conv.weight is another.");
  const folded = new TResNet("tresnet_m", { ...row, stemBlock: 2 });
  expect(() => timmModelOf(folded)).toThrow("and body.conv1.conv.weight is another.");
});
