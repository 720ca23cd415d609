/** A described net computes what the model computes. */
import * as tf from "@tensorflow/tfjs-core";
import { type Context, type Cost, inference, type MapShape } from "@tresnet/blocks";
import { expectParity, fixturePath, goldenSets, readGolden, relativeError } from "@tresnet/vitest";
import type { ImageClassifier } from "@tresnet/zoo";
import { describe, expect, test } from "vitest";
import { describeNet, ExportError, fromPixels, type Net, runNet, valueShapes } from "../src/index.ts";
import {
  goldenModel,
  type HeadName,
  heads,
  noiseImages,
  type SmallName,
  smallModel,
  smallVariants,
} from "./example-models.ts";

/** float32, sums in another order: the limit. */
const tolerance = 1e-5;

function expectEqual(model: ImageClassifier, net: Net, images: tf.Tensor4D): void {
  const [ours, described] = tf.tidy(() => [
    model.forward(images, inference).dataSync(),
    runNet(net, images).dataSync(),
  ]);
  expect(relativeError(described, ours), net.name).toBeLessThan(tolerance);
}

const smallNames = Object.keys(smallVariants) as SmallName[];
const headNames = Object.keys(heads) as HeadName[];
const cases = smallNames.flatMap((name) => headNames.map((head) => [name, head] as const));

describe.each(cases)("%s, %s", (name, head) => {
  test("a description for any size gives the model's logits at 64 and 72 pixels, one image and three", () => {
    const model = smallModel(name, head);
    const net = describeNet(model);
    expect(net).toMatchObject({ name, input: { size: undefined, channels: 3 }, numClasses: model.numClasses });
    for (const [size, n] of [
      [64, 3],
      [72, 1],
    ] as const) {
      tf.tidy(() => expectEqual(model, net, noiseImages(n, size)));
    }
    model.dispose();
  });
});

test.each([1, 4])("images of %i channels", (inChannels) => {
  for (const name of smallNames) {
    const model = smallModel(name, "linear", { inChannels });
    tf.tidy(() => expectEqual(model, describeNet(model, { size: 68 }), noiseImages(2, 68, inChannels)));
    model.dispose();
  }
});

test("ResNet's stem at a size whose map is odd", () => {
  const model = smallModel("small_resnet_stem");
  const net = describeNet(model, { size: 70 });
  tf.tidy(() => expectEqual(model, net, noiseImages(2, 70)));
  expect(describeNet(model).input.multipleOf).toBe(4);
  model.dispose();
});

test.each(await goldenSets("eval.safetensors"))("golden logits of %s", async (set) => {
  const [model, file] = [await goldenModel(set), await readGolden(fixturePath("models", set, "eval.safetensors"))];
  const { values, shape } = file.get("x");
  const [n = 1, height = 1, width = 1, channels = 1] = shape;
  const images = () => tf.tensor4d(values, [n, height, width, channels]);
  const logits = tf.tidy(() => runNet(describeNet(model), images()).dataSync());
  expectParity(`models/${set} eval`, "logits, described", logits, file.get("logits").values, tolerance);
  model.dispose();
});

test("batch norm and the stem's space-to-depth are folded away, and every value has a name of its own", () => {
  const model = smallModel("small_m");
  const { nodes, output } = describeNet(model);
  const [stem] = nodes;
  expect(stem).toMatchObject({
    output: "body.conv1",
    inputs: ["input"],
    operation: { kind: "convolution", stride: 4, padding: 4, kernel: { shape: [12, 12, 3, 8] } },
  });
  const names = nodes.map((node) => node.output);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("body.layer2.0.conv1.aa");
  expect(output).toBe("head.fc");
  model.dispose();
});

test("the shape of every value is known, free where it is free", () => {
  const model = smallModel("small_s", "ML-Decoder");
  const net = describeNet(model, { size: 36 });
  const [fixed, free] = [valueShapes(net), valueShapes(describeNet(model))];
  expect(fixed.get("body.layer4.0")).toEqual([undefined, 3, 3, 256]);
  expect(fixed.get("head.layer.key_heads")).toEqual([undefined, 4, 9, 12]);
  expect(fixed.get("head.layer.likeness")).toEqual([undefined, 4, 5, 9]);
  expect(fixed.get(net.output)).toEqual([undefined, 23]);
  expect(free.get("body.layer4.0")).toEqual([undefined, undefined, undefined, 256]);
  expect(free.get("head.layer.attention")).toEqual([undefined, 4, 5, undefined]);
  expect(free.get("head.layer.norm3")).toEqual([undefined, 5, 48]);
  model.dispose();
});

test.each(["softmax", "sigmoid"] as const)("bytes of pixels become probabilities, by %s", (probabilities) => {
  const model = smallModel("small_s");
  const [mean, std] = [
    [0.4, 0.5, 0.6],
    [0.2, 0.25, 0.3],
  ];
  const net = fromPixels(describeNet(model), { mean, std, probabilities });
  expect(net.input).toMatchObject({ type: "uint8", channels: 3 });
  const answers = tf.tidy(() => {
    const bytes = tf.cast(tf.mul(tf.add(noiseImages(2, 36), 1), 127.5), "int32");
    const normalized = tf.div(tf.sub(tf.div(bytes, 255), mean), std) as tf.Tensor4D;
    const logits = model.forward(normalized, inference);
    const expected = probabilities === "softmax" ? tf.softmax(logits) : tf.sigmoid(logits);
    return [runNet(net, bytes as tf.Tensor4D).dataSync(), expected.dataSync()] as const;
  });
  expect(relativeError(...answers)).toBeLessThan(tolerance);
  expect(() => fromPixels(describeNet(model), { mean: [0], std: [1], probabilities })).toThrow(
    "fromPixels: expected 3 means and deviations, got 1 and 1.",
  );
  model.dispose();
});

test("says which sizes there are", () => {
  const model = smallModel("small_m");
  expect(() => describeNet(model, { size: 70 })).toThrow("expected a size that is a multiple of 4, got 70");
  expect(() => describeNet(model, { size: 0 })).toThrow(RangeError);
  expect(() => describeNet(model, { size: 16 })).toThrow("expected a map of at least 2×2 to halve, got 1");
  model.dispose();
});

class Mystery {
  forward(x: tf.Tensor4D, _: Context): tf.Tensor4D {
    return x;
  }

  cost(shape: MapShape): Cost {
    return { multiplyAdds: 0, shape };
  }
}

test("names a module that it does not know", () => {
  const model = smallModel("small_m");
  const body: object = Reflect.get(model, "body");
  Object.assign(model, { body: { ...body, layer2: [new Mystery()] } });
  expect(() => describeNet(model)).toThrow(ExportError);
  expect(() => describeNet(model)).toThrow("expected modules of the zoo, got Mystery at body.layer2.0");
  Object.assign(model, { body });
  model.dispose();
});
