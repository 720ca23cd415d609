/** What every model keeps, shown on the small ones: seeds, sizes, drop rates, memory, and that it learns. */
import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs-core";
import { type Context, inference, initializeWeights, namedWeights, trainingContext, weightsOf } from "@tresnet/blocks";
import { RandomGenerator, ShapeError, trace } from "@tresnet/engine";
import { labelSmoothingCrossEntropy } from "@tresnet/tensor-ops";
import { noise } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import {
  createModel,
  type ImageClassifier,
  type ModelOptions,
  ResNet50,
  stageNames,
  TResNet,
  type TResNetVariant,
  variants,
} from "../src/index.ts";
import { parametersOf } from "./golden-model.ts";

const images = (n: number, height: number, width = height, channels = 3) =>
  tf.tensor4d(noise(n * height * width * channels, 9, 0, 1), [n, height, width, channels]);

describe("tresnet_s", () => {
  test.each([
    [32, 32, [16, 16, 8, 4, 2]],
    [36, 52, [18, 18, 9, 5, 3]],
    [64, 64, [32, 32, 16, 8, 4]],
    [128, 128, [64, 64, 32, 16, 8]],
  ])("takes images of %i×%i pixels", (height, width, rows) => {
    const model = createModel("tresnet_s", { numClasses: 5 });
    tf.tidy(() => {
      const x = images(2, height, width);
      const { preLogits, ...maps } = model.forwardFeatures(x, inference);
      expect(Object.values(maps).map(({ shape }) => shape[1])).toEqual(rows);
      expect(Object.values(maps).map(({ shape }) => shape[3])).toEqual([32, 32, 64, 512, 1024]);
      expect(preLogits.shape).toEqual([2, 1024]);
      expect(model.forward(x, inference).shape).toEqual([2, 5]);
    });
    model.dispose();
  });

  test.each(["tresnet_s", "resnet50"] as const)("%s answers from its last map, or the averages of it", (name) => {
    const model = createModel(name, { numClasses: 3, seed: 2 });
    tf.tidy(() => {
      const x = images(2, 64);
      const { stage4, preLogits } = model.forwardFeatures(x, inference);
      const expected = [...model.forward(x, inference).dataSync()];
      const averages = tf.reshape(preLogits, [2, 1, 1, model.numFeatures]) as tf.Tensor4D;
      for (const map of [stage4, averages]) {
        const logits = model.forwardHead(map, inference);
        expect(logits.shape).toEqual([2, 3]);
        expect(
          Math.max(...[...logits.dataSync()].map((value, i) => Math.abs(value - (expected[i] ?? 0)))),
        ).toBeLessThan(1e-5);
      }
    });
    model.dispose();
  });

  test.each(["tresnet_s", "resnet50"] as const)("%s goes on from each of its maps to the same answer", (name) => {
    const model = createModel(name, { numClasses: 3, seed: 2 });
    tf.tidy(() => {
      const x = images(2, 64);
      const features = model.forwardFeatures(x, inference);
      const expected = model.forward(x, inference).dataSync();
      for (const stage of stageNames) {
        expect(model.forwardFrom(stage, features[stage], inference).dataSync(), stage).toEqual(expected);
      }
    });
    model.dispose();
  });

  test("seeds that would be one and the same are refused, and so is a path that is empty", async () => {
    for (const seed of [1.5, 2 ** 32 + 1, Number.NaN]) {
      expect(() => createModel("tresnet_s", { seed })).toThrow(/seed must be a whole number in .*, got /);
    }
    await expect(createModel("tresnet_s", { pretrained: "" })).rejects.toThrow();
  });

  test("the same seed gives the same weights, another seed others, the first classes' count does not matter", () => {
    const [a, b, c] = [
      createModel("tresnet_s", { seed: 4 }),
      createModel("tresnet_s", { seed: 4, numClasses: 2 }),
      createModel("tresnet_s", { seed: 5 }),
    ];
    const kernel = "body.layer3.1.conv2.conv.weight";
    const values = [a, b, c].map((model) => weightsOf(model).get(kernel)?.dataSync());
    expect(values[1]).toEqual(values[0]);
    expect(values[2]).not.toEqual(values[0]);
    for (const model of [a, b, c]) model.dispose();
  });

  test("starts with He's deviations, and blocks that are their shortcuts", () => {
    const model = createModel("tresnet_s");
    const weights = weightsOf(model);
    const deviation = (key: string) =>
      tf.tidy(() => tf.sqrt(tf.mean(tf.square(weights.get(key) as tf.Variable))).dataSync()[0] ?? 0);
    // 3×3×128 outputs: sqrt(2 / 1152); the estimate from 147456 values is good to half a percent.
    expect(deviation("body.layer3.0.conv2.conv.weight") / Math.sqrt(2 / 1152)).toBeCloseTo(1, 2);
    expect(deviation("head.fc.weight")).toBeCloseTo(0.01, 4);
    expect(weights.get("body.layer1.0.conv2.bn.weight")?.dataSync()).toEqual(new Float32Array(32));
    expect(weights.get("body.layer4.1.conv3.bn.weight")?.dataSync()).toEqual(new Float32Array(1024));
    model.dispose();
  });

  test("learns a few images by heart, traced, and leaves no tensor behind", async () => {
    const model = createModel("tresnet_s", { numClasses: 2, dropPathRate: 0.1, dropRate: 0.1, seed: 3 });
    const random = new RandomGenerator(3);
    const parameters = [...parametersOf(model).values()];
    const [x, labels] = [images(8, 32), tf.tensor1d([0, 1, 0, 1, 0, 1, 0, 1], "int32")];
    const step = trace(() => {
      const loss = () => labelSmoothingCrossEntropy(model.forward(x, trainingContext(random)), labels, 0);
      const { value, grads } = tf.variableGrads(loss, parameters);
      for (const parameter of parameters) {
        parameter.assign(tf.sub(parameter, tf.mul(grads[parameter.name] as tf.Tensor, 0.02)));
      }
      return value;
    });
    const losses: number[] = [];
    let alive = 0;
    for (let index = 0; index < 25; index += 1) {
      const loss = await step();
      losses.push((await loss.data())[0] ?? Number.NaN);
      loss.dispose();
      if (index === 0) alive = tf.memory().numTensors;
    }
    expect(tf.memory().numTensors).toBe(alive);
    expect(losses[0]).toBeGreaterThan(0.5);
    expect(Math.max(...losses.slice(-3))).toBeLessThan(0.2);
    step.dispose();
    random.dispose();
    tf.dispose([x, labels]);
    model.dispose();
  });
});

describe("TResNet without its refinements", () => {
  const blocks = ["bottleneck", "bottleneck", "bottleneck", "bottleneck"] as const;
  const small = { ...variants.tresnet_s, layers: [1, 1, 1, 1] as const, width: 0.25 };

  test.each<[string, Partial<TResNetVariant>, readonly number[]]>([
    ["ResNet's stem", { stemBlock: 1 }, [16, 16, 8, 4, 2]],
    ["strides in place of blurs", { antiAliasing: false }, [32, 32, 16, 8, 4]],
    ["no squeeze-excite", { squeezedStages: 0 }, [32, 32, 16, 8, 4]],
    ["squeeze-excite everywhere", { squeezedStages: 4 }, [32, 32, 16, 8, 4]],
    ["bottlenecks everywhere", { blocks }, [32, 32, 16, 8, 4]],
  ])("%s", (name, change, rows) => {
    const model = new TResNet(name, { ...small, ...change }, { numClasses: 5 });
    initializeWeights(model, 0);
    tf.tidy(() => {
      const { preLogits: _, ...maps } = model.forwardFeatures(images(2, 64), inference);
      expect(Object.values(maps).map(({ shape }) => shape[1])).toEqual(rows);
      expect(model.cost({ height: 64, width: 64 }).shape.height).toBe(rows.at(-1));
      const update = () => {};
      expect(model.forward(images(2, 64), { training: true, update }).shape).toEqual([2, 5]);
    });
    model.dispose();
  });

  test("has as many gates as it has stages with squeeze-excite", () => {
    const gated = ([0, 3, 4] as const).map((squeezedStages) => {
      const keys = [...namedWeights(new TResNet("x", { ...small, squeezedStages })).keys()];
      return keys.filter((key) => key.endsWith("se.fc1.weight")).map((key) => key.slice(5, 11));
    });
    expect(gated).toEqual([[], ["layer1", "layer2", "layer3"], ["layer1", "layer2", "layer3", "layer4"]]);
  });
});

describe("bad input", () => {
  test.each<[string, () => tf.Tensor4D, RegExp]>([
    [
      "a size that the stem can't fold",
      () => images(1, 33, 32),
      /spaceToDepth: height and width must be multiples of 2, got 33×32/,
    ],
    ["images that are too small", () => images(1, 8), /blurPool: height and width must be at least 2, got 1×1/],
    ["grey images", () => images(1, 32, 32, 1), /Convolution: expected 12 channels, got \[1, 16, 16, 4\]/],
    [
      "a single image without its batch",
      () => tf.reshape(images(1, 32), [32, 32, 3]) as tf.Tensor as tf.Tensor4D,
      /x must be float32 \[n, h, w, c\], got float32 \[32, 32, 3\]/,
    ],
  ])("%s", (_, make, message) => {
    const model = createModel("tresnet_s");
    tf.tidy(() => {
      expect(() => model.forward(make(), inference)).toThrow(ShapeError);
      expect(() => model.forward(make(), inference)).toThrow(message);
    });
    model.dispose();
  });

  test("drop rates without random numbers", () => {
    const model = createModel("tresnet_s", { dropRate: 0.5 });
    tf.tidy(() => {
      expect(() => model.forward(images(2, 32), trainingContext())).toThrow(
        /dropout: expected random numbers to draw from/,
      );
    });
    model.dispose();
  });
});

test("every block but the first draws for drop path in training, and none in inference", () => {
  const variant = { ...variants.tresnet_m, layers: [1, 2, 1, 1], width: 0.125 } as const;
  const model = new TResNet("tiny", variant, { numClasses: 2, dropPathRate: 0.4 });
  initializeWeights(model, 1);
  const random = new RandomGenerator(1);
  const draws = (context: Context) => {
    const before = Number(random.state.dataSync()[1]);
    tf.tidy(() => {
      model.forward(images(2, 32), context);
    });
    return Number(random.state.dataSync()[1]) - before;
  };
  expect(draws(trainingContext(random))).toBe(4);
  expect(draws(inference)).toBe(0);
  random.dispose();
  model.dispose();
});

test("in-place batch norm changes neither keys nor values, only what is kept", () => {
  const [kept, inPlace] = [false, true].map((inPlaceNorm) => createModel("tresnet_s", { seed: 1, inPlaceNorm }));
  if (kept === undefined || inPlace === undefined) throw new Error("no models");
  tf.tidy(() => {
    const x = images(2, 32);
    expect([...weightsOf(inPlace).keys()]).toEqual([...weightsOf(kept).keys()]);
    expect(inPlace.forward(x, inference).dataSync()).toEqual(kept.forward(x, inference).dataSync());
    expect(inPlace.forward(x, trainingContext()).dataSync()).toEqual(kept.forward(x, trainingContext()).dataSync());
  });
  kept.dispose();
  inPlace.dispose();
});

describe("gradient checkpointing", () => {
  const tiny = (options: ModelOptions) =>
    new TResNet("tiny", { ...variants.tresnet_m, layers: [1, 2, 2, 1], width: 0.125 }, options);

  // To compare 25 million values one by one takes minutes.
  const digest = (tensor?: tf.Tensor) => tensor && createHash("sha256").update(tensor.dataSync()).digest("hex");

  test.each<[string, (options: ModelOptions) => ImageClassifier, ModelOptions]>([
    ["tresnet", tiny, { dropPathRate: 0.4, dropRate: 0.2 }],
    ["tresnet with in-place batch norm", tiny, { inPlaceNorm: true }],
    ["resnet50", (options) => new ResNet50(options), { dropRate: 0.2 }],
  ])("%s: same keys, logits, gradients, statistics and draws, to the bit", (_, make, options) => {
    const [plain, checkpointed] = [false, true].map((gradCheckpointing) => {
      const model = make({ numClasses: 3, gradCheckpointing, ...options });
      initializeWeights(model, 1);
      const random = new RandomGenerator(2);
      const parameters = parametersOf(model);
      const computed = tf.tidy(() => {
        const x = images(3, 36, 44);
        const labels = tf.tensor1d([0, 2, 1], "int32");
        const loss = () => labelSmoothingCrossEntropy(model.forward(x, trainingContext(random)), labels, 0.1);
        const { value, grads } = tf.variableGrads(loss, [...parameters.values()]);
        const gradients = [...parameters].map(([key, { name }]) => [key, digest(grads[name])]);
        return { loss: value.dataSync(), gradients, inference: model.forward(x, inference).dataSync() };
      });
      const weights = [...weightsOf(model)].map(([key, weight]) => [key, digest(weight)]);
      const draws = [...random.state.dataSync()];
      random.dispose();
      model.dispose();
      return { ...computed, weights, draws };
    });
    expect(checkpointed).toEqual(plain);
  });
});
