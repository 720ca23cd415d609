/** Detectors by name: what is made, what is frozen, what can't be. */
import * as tf from "@tensorflow/tfjs-core";
import { inference, namedWeights, weightsOf } from "@tresnet/blocks";
import { buildModel, modelNames } from "@tresnet/zoo";
import { expect, test } from "vitest";
import {
  buildDetector,
  createDetector,
  Detector,
  type DetectorOptions,
  detectorNames,
  freezeDetector,
} from "../src/index.ts";
import { smallDetector } from "./small-detector.ts";

test("the same seed gives the same weights, another one others; classes begin unlikely", () => {
  const [a, b, c] = [smallDetector(), smallDetector(), smallDetector({ seed: 6 })];
  const kernelOf = (detector: Detector) =>
    weightsOf(detector).get("head.regression_head.bbox_reg.weight")?.dataSync() ?? new Float32Array();
  expect(kernelOf(b)).toEqual(kernelOf(a));
  expect(kernelOf(c)).not.toEqual(kernelOf(a));
  const deviation = Math.sqrt([...kernelOf(a)].reduce((sum, value) => sum + value ** 2, 0) / kernelOf(a).length);
  expect(deviation).toBeGreaterThan(0.008);
  expect(deviation).toBeLessThan(0.012);
  const bias = weightsOf(a).get("head.classification_head.cls_logits.bias")?.dataSync()[0] ?? 0;
  expect(1 / (1 + Math.exp(-bias))).toBeCloseTo(0.01, 5);
  for (const detector of [a, b, c]) detector.dispose();
});

test.each(detectorNames)("%s answers for every location that its pyramid has, for sizes that do not divide", (name) => {
  const detector = createDetector(name, { numClasses: 1, channels: 8, convolutions: 1, groups: 2 });
  const size = { height: 76, width: 140 };
  const { levels } = detector.pyramid(size);
  tf.tidy(() => {
    const images = tf.zeros<tf.Rank.R4>([1, size.height, size.width, 3]);
    const maps = detector.maps(images, inference);
    expect(maps.map(({ shape }) => [shape[1], shape[2]])).toEqual(levels.map(({ height, width }) => [height, width]));
    const locations = levels.reduce((sum, { height, width }) => sum + height * width, 0);
    expect(detector.forward(images, inference).shape).toEqual([1, locations, 6]);
  });
  detector.dispose();
});

test("a detector stands on any model of the zoo, whose own head it releases", () => {
  for (const name of modelNames) {
    const net = buildModel(name, { numClasses: 1 });
    const { settings } = buildDetector("fcos_tresnet_m", { numClasses: 2, channels: 8, groups: 1 });
    const keys = [...namedWeights(new Detector(net, settings)).keys()];
    const own = [...namedWeights(net).keys()].filter((key) => !/^(head|fc)\./.test(key));
    const body = own.map((key) => `backbone.body.${key.replace(/^body\./, "")}`);
    expect(keys.filter((key) => key.startsWith("backbone.body."))).toEqual(body);
  }
});

test("the backbone's norms are fixed unless they are asked for, stages are frozen one after the other", () => {
  const detector = smallDetector();
  const keysOf = (options?: Parameters<typeof freezeDetector>[1]) => {
    const trained = new Set(freezeDetector(detector, options));
    return [...weightsOf(detector)].flatMap(([key, variable]) => (trained.has(variable) ? [key] : []));
  };
  const all = [...weightsOf(detector)].flatMap(([key, { trainable }]) => (trainable ? [key] : []));
  const isNorm = (key: string) => /^backbone\.body\..*bn\./.test(key);
  expect(keysOf({ norms: false })).toEqual(all);
  expect(keysOf()).toEqual(all.filter((key) => !isNorm(key)));
  expect(keysOf({ stages: 2 })).toEqual(
    all.filter((key) => !isNorm(key) && !/^backbone\.body\.(conv1|layer1)\./.test(key)),
  );
  expect(keysOf({ stages: 5 }).every((key) => !key.startsWith("backbone.body."))).toBe(true);
  expect(() => freezeDetector(detector, { stages: 6 })).toThrow("a number of stages from 0 to 5, got 6");
  detector.dispose();
});

test.each<[DetectorOptions, string]>([
  [{ numClasses: 0 }, "numClasses must be a whole number from 1"],
  [{ numClasses: 2, classNames: ["a"] }, "expected a name for each of 2 classes, got 1"],
  [{ channels: 24, groups: 5 }, "groups must divide the 24 channels"],
  [{ convolutions: 0 }, "convolutions must be a whole number"],
  [{ inputSize: { height: 64, width: 0.5 } }, "width must be a whole number"],
])("refuses %j", (options, message) => {
  expect(() => buildDetector("fcos_tresnet_s", options)).toThrow(message);
});

test("names the detectors there are", () => {
  // @ts-expect-error a name that JavaScript may give
  expect(() => buildDetector("fcos_tresnet_xxl")).toThrow(`expected one of ${detectorNames.join(", ")}`);
});
