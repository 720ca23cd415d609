import { readGoldenJson } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { architectureOf, buildModel, modelNames } from "./build-model.ts";
import { createModel } from "./create-model.ts";
import { pretrainedInfo } from "./pretrained-info.ts";
import { defaultTag, pretrainedTags, publishedFor } from "./tags.ts";

interface Facts {
  readonly params: number;
  readonly params_backbone: number;
  readonly macs_224: number;
  readonly macs_448: number;
  readonly num_features: number;
  readonly timm_checkpoints: Record<string, TimmConfig>;
}

interface TimmConfig {
  readonly num_classes: number;
  readonly input_size: readonly number[];
  readonly crop_pct: number;
  readonly interpolation: string;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const readFacts = () => readGoldenJson<{ models: Record<string, Facts> }>("facts", "facts.json").models;

const timmTags = pretrainedTags.filter((tag) => publishedFor(tag).shipped === undefined);

test("the tags on the hub are timm's, all of them", () => {
  const timms = Object.values(readFacts()).flatMap((facts) => Object.keys(facts.timm_checkpoints ?? {}));
  expect([...timmTags].sort()).toEqual(timms.sort());
});

test.each(timmTags)("%s is what timm says it is", (tag) => {
  const info = pretrainedInfo(tag);
  const facts = readFacts()[info.architecture];
  const config = facts?.timm_checkpoints[tag];
  const { numClasses, inputSize, cropPct, interpolation, mean, std } = info;
  expect({
    num_classes: numClasses,
    input_size: [3, inputSize, inputSize],
    crop_pct: cropPct,
    interpolation,
    mean,
    std,
  }).toEqual(config);
  const head = (classes: number) => (facts?.num_features ?? 0) * classes + classes;
  expect(info.parameters).toBe((facts?.params_backbone ?? 0) + head(numClasses));
  // timm counts the blur as well; ours is counted the same way by model-info.test.ts. The head is the only difference.
  const atSize = (inputSize === 448 ? facts?.macs_448 : facts?.macs_224) ?? 0;
  const headDifference = (facts?.num_features ?? 0) * (numClasses - 1000);
  expect(info.multiplyAdds / (atSize + headDifference)).toBeCloseTo(1, 3);
});

test("an architecture alone means the tag that it means in timm", () => {
  const published = modelNames.map((name) => [name, defaultTag(name)]).filter(([, tag]) => tag !== undefined);
  expect(Object.fromEntries(published)).toEqual({
    tresnet_s: "tresnet_s.cifar10",
    tresnet_m: "tresnet_m.miil_in21k_ft_in1k",
    tresnet_l: "tresnet_l.miil_in1k",
    tresnet_xl: "tresnet_xl.miil_in1k",
    tresnet_v2_l: "tresnet_v2_l.miil_in21k_ft_in1k",
  });
  expect(defaultTag("resnet50")).toBeUndefined();
});

test("a tag is a model of its size and classes, whose names it knows", () => {
  const small = buildModel("tresnet_m.miil_in1k_448");
  expect([small.name, small.inputSize, small.numClasses]).toEqual(["tresnet_m", 448, 1000]);
  expect(small.classNames?.[0]).toBe("tench, Tinca tinca");
  const large = buildModel("tresnet_m.miil_in21k");
  expect(large.numClasses).toBe(11_221);
  expect(large.classNames).toHaveLength(11_221);
  expect(architectureOf("tresnet_m.miil_in21k")).toBe("tresnet_m");
});

test("with other classes or another head, the names are gone", () => {
  expect(buildModel("tresnet_m.miil_in1k", { numClasses: 3 }).classNames).toBeUndefined();
  const model = buildModel("tresnet_m.miil_in1k");
  const { classifier } = buildModel("tresnet_m.miil_in1k");
  model.classifier = classifier;
  expect(model.classNames).toBeUndefined();
});

test("an unknown tag is an error that names those there are", () => {
  const build = (name: string) => () => Reflect.apply(buildModel, undefined, [name]);
  expect(build("tresnet_l.miil_in22k")).toThrow(
    'createModel: expected one of tresnet_l.miil_in1k, tresnet_l.miil_in1k_448, got "tresnet_l.miil_in22k".',
  );
  expect(build("resnet18")).toThrow(
    /expected one of tresnet_s, .* or a tag of published weights such as .* got "resnet18"/,
  );
});

test("weights that nobody published can't be asked for", async () => {
  await expect(createModel("resnet50", { pretrained: true })).rejects.toThrow(
    /model with published weights .* got "resnet50", which has none\. Give the path of a file instead/,
  );
});
