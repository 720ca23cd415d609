import { modelInfo, modelNames, pretrainedInfo, pretrainedTags } from "@tresnet/zoo";
import { expect, test } from "vitest";
import { tresnet } from "../../test/run-in-process.ts";
import { modelTable, pretrainedTable } from "./models.ts";

test("one line a model, under a heading", () => {
  const lines = modelTable(modelNames.map(modelInfo));
  expect(lines).toHaveLength(modelNames.length + 1);
  expect(lines).toContainEqual(expect.stringMatching(/^tresnet_m +31\.4 M +5\.74 G +2048 +224×224$/));
});

test("one line a tag, with its size, classes and published score; none where none was published", () => {
  const lines = pretrainedTable(pretrainedTags.map(pretrainedInfo));
  expect(lines).toHaveLength(pretrainedTags.length + 1);
  for (const line of [
    /^tresnet_s\.cifar10 +64×64 +1 +10 +3\.7 M +0\.\d\d G +9\d\.\d\d +Apache-2\.0$/,
    /^tresnet_m\.miil_in21k_ft_in1k +224×224 +0\.875 +1,?000 +31\.4 M +5\.74 G +83\.07 +Apache-2\.0$/,
    /^tresnet_m\.miil_in1k_448 +448×448 .* 22\.94 G +81\.71 /,
    /^tresnet_m\.miil_in21k +224×224 +0\.875 +11,?221 +52\.3 M +5\.76 G +Apache-2\.0$/,
  ]) {
    expect(lines).toContainEqual(expect.stringMatching(line));
  }
});

test("--json prints an object with the facts of every model and every tag", async () => {
  const { code, stdout } = await tresnet("models", "--json");
  expect(code).toBe(0);
  const { models, pretrained }: { models: unknown; pretrained: unknown } = JSON.parse(stdout);
  expect(models).toHaveLength(modelNames.length);
  expect(models).toContainEqual(
    expect.objectContaining({
      name: "tresnet_m",
      parameters: 31_389_032,
      multiplyAdds224: expect.any(Number),
      features: 2048,
      inputSize: 224,
    }),
  );
  expect(pretrained).toHaveLength(pretrainedTags.length);
  expect(pretrained).toContainEqual(
    expect.objectContaining({
      tag: "tresnet_xl.miil_in1k_448",
      architecture: "tresnet_xl",
      numClasses: 1000,
      inputSize: 448,
      cropPct: 0.875,
      interpolation: "bilinear",
      license: "Apache-2.0",
      top1: 83.06,
    }),
  );
});
