/** The five full-size nets against timm in float64, on weights that are generated from their keys. */
import { readFileSync } from "node:fs";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { expectParity, fixturePath, readGolden } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import { buildModel, type ModelName } from "../src/index.ts";
import { classify } from "../src/models/classifier-head.ts";
import { fillFromKeys, fullsizeImages, uniform } from "./fullsize.ts";

/** fixtures/README.md suggests 1e-4 for outputs in inference; PyTorch in float32 is up to 3.3e-7 off. */
const tolerance = 1e-4;

/** Logits of the first two were given; those of the others are made by make-fullsize-logits.py with timm itself. */
const given = () => fixturePath("fullsize", "logits.safetensors");
const made = () => path.join(import.meta.dirname, "golden", "fullsize-logits.safetensors");
const references: [ModelName, () => string][] = [
  ["tresnet_m", given],
  ["resnet50", given],
  ["tresnet_l", made],
  ["tresnet_xl", made],
  ["tresnet_v2_l", made],
];

test("the generator gives the numbers that its description lists", () => {
  expect([...uniform("x", 0, 4)]).toEqual([
    -0.6502655744552612, 0.6782562732696533, 0.19231462478637695, -0.23108160495758057,
  ]);
  expect([...uniform("head.fc.weight", 7, 2)]).toEqual([-0.729785680770874, -0.23204874992370605]);
});

test.each(references)("%s has timm's logits", async (name, file) => {
  const golden = (await readGolden(file())).get(`${name}.logits`);
  const model = buildModel(name);
  fillFromKeys(model);
  tf.tidy(() => {
    const logits = model.forward(tf.tensor4d(fullsizeImages(), [2, 224, 224, 3]), inference).dataSync();
    expectParity("fullsize", `${name} logits`, logits, golden.values, tolerance);
  });
  model.dispose();
});

interface StageFacts {
  readonly shape_nhwc: number[];
  readonly mean: number;
  readonly mean_abs: number;
  readonly std: number;
  readonly first: number;
}

describe("every stage has the mean, deviation and first value that timm has", () => {
  interface ModelFacts {
    readonly stages: Record<string, StageFacts>;
    readonly top5: number[][];
  }
  const readFacts = (): Record<string, ModelFacts> =>
    JSON.parse(readFileSync(fixturePath("fullsize", "fullsize.json"), "utf8")).models;
  const described = ["tresnet_m", "resnet50"] as const;

  test("of each model that is described", () => expect(Object.keys(readFacts()).sort()).toEqual([...described].sort()));

  test.each(described)("%s", (name) => {
    const { stages = {}, top5 = [] } = readFacts()[name] ?? {};
    const model = buildModel(name);
    fillFromKeys(model);
    tf.tidy(() => {
      const x = tf.tensor4d(fullsizeImages(), [2, 224, 224, 3]);
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
