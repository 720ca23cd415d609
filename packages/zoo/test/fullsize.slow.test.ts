/** The full-size nets against timm in float64, on weights that are generated from their keys. */
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { expectParity, fixturePath, goldenCases, readGolden, readGoldenJson, uniform } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import { buildModel, type ModelName, modelNames } from "../src/index.ts";
import { classify } from "../src/models/classifier-head.ts";
import { fillFromKeys, fullsizeImages, packageSeed } from "./fullsize.ts";

/** fixtures/README.md suggests 1e-4 for outputs in inference; PyTorch in float32 is up to 3.3e-7 off. */
const tolerance = 1e-4;

interface StageFacts {
  readonly shape_nhwc: number[];
  readonly mean: number;
  readonly mean_abs: number;
  readonly std: number;
  readonly first: number;
}

interface FullsizeFacts {
  readonly seed: number;
  readonly input: readonly number[];
  readonly num_classes: number;
  readonly models: Readonly<
    Record<string, { readonly stages: Readonly<Record<string, StageFacts>>; readonly top5: number[][] }>
  >;
}

const readFacts = () => readGoldenJson<FullsizeFacts>("fullsize", "fullsize.json");
const isOurs = (name: string): name is ModelName => modelNames.some((known) => known === name);

/** Logits are in the golden files; those of nets that have none there are made by make-fullsize-logits.py with timm. */
const given = () => fixturePath("fullsize", "logits.safetensors");
const made = path.join(import.meta.dirname, "golden", "fullsize-logits.safetensors");
const netsIn = async (file: string) =>
  (await readGolden(file)).names.map((name) => name.replace(/\.logits$/, "")).filter(isOurs);

const described = await goldenCases(() => Object.keys(readFacts().models).filter(isOurs), "tresnet_m");
const published = await goldenCases(() => netsIn(given()), "tresnet_m");

async function expectLogits(name: ModelName, file: string, net: Omit<FullsizeFacts, "models">): Promise<void> {
  const golden = (await readGolden(file)).get(`${name}.logits`);
  const model = buildModel(name, { numClasses: net.num_classes });
  fillFromKeys(model, net.seed);
  tf.tidy(() => {
    const logits = model.forward(fullsizeImages(net.input), inference).dataSync();
    expectParity("fullsize", `${name} logits`, logits, golden.values, tolerance);
  });
  model.dispose();
}

test("the generator gives the numbers that its description lists", () => {
  expect([...uniform("x", 0, 4)]).toEqual([
    -0.6502655744552612, 0.6782562732696533, 0.19231462478637695, -0.23108160495758057,
  ]);
  expect([...uniform("head.fc.weight", 7, 2)]).toEqual([-0.729785680770874, -0.23204874992370605]);
});

test.each(published)("%s has timm's logits", (name) => expectLogits(name, given(), readFacts()));

test.each(await netsIn(made))("%s has timm's logits, made here", (name) =>
  expectLogits(name, made, { seed: packageSeed, input: [2, 224, 224, 3], num_classes: 1000 }),
);

describe("every stage has the mean, deviation and first value that timm has", () => {
  test("of nets that the zoo has", () => {
    expect(modelNames).toEqual(expect.arrayContaining(Object.keys(readFacts().models)));
  });

  test.each(described)("%s", (name) => {
    const { seed, input, num_classes: numClasses, models } = readFacts();
    const { stages = {}, top5 = [] } = models[name] ?? {};
    const model = buildModel(name, { numClasses });
    fillFromKeys(model, seed);
    tf.tidy(() => {
      const x = fullsizeImages(input);
      const features = model.forwardFeatures(x, inference);
      const { stem, stage1, stage2, stage3, stage4 } = features;
      Object.values(stages).forEach((facts, index) => {
        const map = [stem, stage1, stage2, stage3, stage4][index] as tf.Tensor4D;
        expect(map.shape).toEqual(facts.shape_nhwc);
        const values = Array.from(map.dataSync());
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const meanAbs = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
        const actual = [mean, meanAbs, Math.sqrt(variance), values[0] ?? 0];
        expectParity(
          "fullsize",
          `${name} stage ${index}`,
          actual,
          [facts.mean, facts.mean_abs, facts.std, facts.first],
          tolerance,
        );
      });
      const { indices } = tf.topk(classify(model.classifier, features, 0, inference), 5);
      expect(indices.arraySync()).toEqual(top5);
    });
    model.dispose();
  });
});
