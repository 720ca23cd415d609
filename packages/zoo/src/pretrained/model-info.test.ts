import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parameterCount } from "@tresnet/blocks";
import { fixturePath, goldenCases, readGoldenJson } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import { stateDictOf } from "../weights/state-dict.ts";
import { buildModel, type ModelName, modelNames } from "./build-model.ts";
import { modelInfo } from "./model-info.ts";

interface Facts {
  readonly params: number;
  readonly params_backbone?: number;
  readonly num_features: number;
  readonly macs_224: number;
  readonly macs_448: number;
  readonly timm_checkpoints?: Readonly<
    Record<string, { readonly mean: number[]; readonly std: number[]; readonly crop_pct: number }>
  >;
}

const readFacts = () => readGoldenJson<{ models: Readonly<Record<string, Facts>> }>("facts", "facts.json").models;
const isOurs = (name: string): name is ModelName => modelNames.some((known) => known === name);
const described = await goldenCases(() => Object.keys(readFacts()).filter(isOurs), "tresnet_m");

test("the zoo has every net that timm has facts of, and one of ours", () => {
  expect(modelNames).toEqual(expect.arrayContaining(Object.keys(readFacts())));
  expect(modelNames).toContain("tresnet_s");
});

describe.each(described)("%s", (name) => {
  const factsOf = () => readFacts()[name] as Facts;

  test("has timm's parameter count, features and multiply-adds", () => {
    const fact = factsOf();
    const model = buildModel(name);
    expect(modelInfo(name)).toMatchObject({
      name,
      parameters: fact.params,
      features: fact.num_features,
      multiplyAdds224: fact.macs_224,
    });
    expect(model.cost({ height: 448, width: 448 }).multiplyAdds).toBe(fact.macs_448);
    expect(parameterCount(model.classifier)).toBe(1000 * fact.num_features + 1000);
    if (fact.params_backbone !== undefined) expect(parameterCount(model.stages)).toBe(fact.params_backbone);
  });

  test("has every key of timm's state dict, in timm's order, with timm's shape and dtype", () => {
    const keys: { key: string; shape: number[]; dtype: string }[] = JSON.parse(
      gunzipSync(readFileSync(fixturePath("facts", `keys_${name}.json.gz`))).toString("utf8"),
    );
    const ours = [...stateDictOf(buildModel(name))].map(([key, { shape, dtype }]) => ({ key, shape, dtype }));
    expect(ours).toEqual(keys.map(({ key, shape, dtype }) => ({ key, shape, dtype })));
  });

  test("expects images as timm's checkpoints do", () => {
    for (const config of Object.values(factsOf().timm_checkpoints ?? {})) {
      expect(modelInfo(name)).toMatchObject({ mean: config.mean, std: config.std, cropPct: config.crop_pct });
    }
  });
});

test("tresnet_s has 2 to 5 million parameters and channels in multiples of 16", () => {
  const { parameters, features } = modelInfo("tresnet_s");
  expect(parameters).toBeGreaterThan(2e6);
  expect(parameters).toBeLessThan(5e6);
  expect(features).toBe(1024);
  const kernels = [...stateDictOf(buildModel("tresnet_s"))].filter(([, { shape }]) => shape.length === 4);
  for (const [key, { shape }] of kernels) expect(Number(shape[0]) % 16, key).toBe(0);
});

describe("bad options are refused by name", () => {
  test.each<[string, () => unknown, RegExp]>([
    [
      "an unknown model",
      () => buildModel("tresnet_q" as ModelName),
      /expected one of tresnet_s, .*, resnet50, or a tag of published weights .*, got "tresnet_q"/,
    ],
    ["an inherited name", () => buildModel("toString" as ModelName), /got "toString"/],
    ["no classes", () => buildModel("tresnet_m", { numClasses: 0 }), /numClasses must be a whole number from 1, got 0/],
    [
      "half a channel",
      () => buildModel("tresnet_m", { inChannels: 0.5 }),
      /inChannels must be a whole number from 1, got 0\.5/,
    ],
    ["a rate of 1", () => buildModel("tresnet_m", { dropRate: 1 }), /dropRate must be in \[0, 1\), got 1/],
    [
      "drop path of resnet50",
      () => buildModel("resnet50", { dropPathRate: 0.1 }),
      /resnet50: expected no drop path, got 0\.1/,
    ],
  ])("%s", (_, build, message) => {
    expect(build).toThrow(message);
  });
});

test("a grey model has fewer stem weights and the same rest", () => {
  const grey = stateDictOf(buildModel("tresnet_m", { inChannels: 1, numClasses: 7 }));
  expect(grey.get("body.conv1.conv.weight")?.shape).toEqual([64, 16, 3, 3]);
  expect(grey.get("head.fc.weight")?.shape).toEqual([7, 2048]);
});
