import * as tf from "@tensorflow/tfjs-core";
import { RandomGenerator } from "@tresnet/engine";
import { noise, relativeError } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import {
  BasicBlock,
  BatchNorm,
  Bottleneck,
  ConvNormAct,
  Convolution,
  Dense,
  disposeModule,
  inference,
  initializeWeights,
  SqueezeExcite,
  trainingContext,
  weightsOf,
} from "../src/index.ts";
import { describeBlock } from "./block-contract.ts";

describeBlock("Convolution 1×1", () => new Convolution(3, 5), [2, 4, 7, 3]);
describeBlock("Convolution 3×3 with bias", () => new Convolution(3, 5, { kernelSize: 3, bias: true }), [2, 4, 7, 3]);
describeBlock("Convolution 7×7, stride 2", () => new Convolution(3, 5, { kernelSize: 7, stride: 2 }), [2, 9, 8, 3]);
describeBlock("Convolution 1×1, stride 2", () => new Convolution(3, 5, { stride: 2 }), [2, 5, 8, 3]);
describeBlock("BatchNorm", () => new BatchNorm(3), [2, 4, 5, 3]);
describeBlock("BatchNorm with leaky ReLU", () => new BatchNorm(3, { slope: 0.01 }), [2, 4, 5, 3]);
describeBlock("BatchNorm in place", () => new BatchNorm(3, { slope: 0.01, inPlace: true }), [2, 4, 5, 3]);
describeBlock(
  "ConvNormAct, stride 2",
  () => new ConvNormAct(3, 6, { kernelSize: 3, stride: 2, slope: 0.01 }),
  [2, 5, 6, 3],
);
describeBlock(
  "ConvNormAct, stride 2 without blur",
  () => new ConvNormAct(3, 6, { kernelSize: 3, stride: 2, antiAliasing: false, slope: 0.01 }),
  [2, 5, 6, 3],
);
describeBlock("SqueezeExcite", () => new SqueezeExcite(6, 4), [2, 4, 3, 6]);
describeBlock("BasicBlock", () => new BasicBlock(6, 6, { squeezed: 4 }), [2, 4, 5, 6]);
describeBlock("BasicBlock, stride 2", () => new BasicBlock(6, 8, { squeezed: 4, stride: 2 }), [2, 5, 7, 6]);
describeBlock("Bottleneck", () => new Bottleneck(12, 3, { squeezed: 2 }), [2, 4, 5, 12]);
describeBlock("Bottleneck, stride 2, in place", () => new Bottleneck(6, 4, { stride: 2, inPlace: true }), [3, 5, 7, 6]);

describeBlock("BasicBlock without blur", () => new BasicBlock(6, 8, { stride: 2, antiAliasing: false }), [2, 5, 7, 6]);
describeBlock("Bottleneck without blur", () => new Bottleneck(6, 4, { stride: 2, antiAliasing: false }), [2, 5, 7, 6]);

describe("BatchNorm", () => {
  test("averages the batch's statistics into the running ones, the variance unbiased", () => {
    const norm = new BatchNorm(1);
    initializeWeights(norm, 0);
    tf.tidy(() => {
      norm.forward(tf.tensor4d([1, 2, 3, 6], [4, 1, 1, 1]), trainingContext());
    });
    expect(norm.runningMean.variable.dataSync()[0]).toBeCloseTo(0.1 * 3, 6);
    // Squared distances from 3 are 4, 1, 0 and 9; divided by 4 − 1.
    expect(norm.runningVar.variable.dataSync()[0]).toBeCloseTo(0.9 + (0.1 * 14) / 3, 6);
    disposeModule(norm);
  });
});

describe("drop path in a block", () => {
  test("gives each image the shortcut alone, or the shortcut and a doubled residual", () => {
    const [dropping, whole] = [0.5, 0].map((dropPathRate) => new BasicBlock(4, 4, { dropPathRate }));
    if (dropping === undefined || whole === undefined) throw new Error("no blocks");
    const random = new RandomGenerator(2);
    for (const block of [dropping, whole]) {
      initializeWeights(block, 1);
      block.conv2.bn.weight.assign(Float32Array.of(1, -2, 3, 0.5));
    }
    tf.tidy(() => {
      const x = tf.tensor4d(noise(16 * 3 * 5 * 4, 1, 1, 2), [16, 3, 5, 4]);
      const rows = (tensor: tf.Tensor) => tf.unstack(tensor).map((image) => image.dataSync());
      const residual = whole.conv2.forward(whole.conv1.forward(x, trainingContext()), trainingContext());
      const doubled = rows(tf.relu(tf.add(tf.mul(residual, 2), x)));
      const alone = rows(x);
      const kinds = rows(dropping.forward(x, trainingContext(random))).map((image, index) => {
        if (relativeError(image, alone[index] ?? []) < 1e-6) return "alone";
        return relativeError(image, doubled[index] ?? []) < 1e-5 ? "doubled" : "neither";
      });
      expect(new Set(kinds)).toEqual(new Set(["alone", "doubled"]));
    });
    expect(() => tf.tidy(() => dropping.forward(tf.ones([2, 3, 3, 4]), trainingContext()))).toThrow(
      /drop path: expected random numbers to draw from\. Use trainingContext\(new RandomGenerator\(seed\)\)/,
    );
    random.dispose();
    disposeModule([dropping, whole]);
  });
});

test("Dense is a matrix product and an offset", () => {
  const dense = new Dense(2, 3);
  dense.weight.assign(Float32Array.of(1, 2, 3, 4, 5, 6));
  dense.bias.assign(Float32Array.of(10, 20, 30));
  tf.tidy(() => {
    expect([...dense.forward(tf.tensor2d([1, -1], [1, 2])).dataSync()]).toEqual([7, 17, 27]);
  });
  disposeModule(dense);
});

describe("Weight", () => {
  test("keeps its variable when it gets new values, and its values when it is initialized again", () => {
    const dense = new Dense(2, 2);
    dense.bias.assign(Float32Array.of(1, 2));
    const variable = dense.bias.variable;
    initializeWeights(dense, 0);
    expect(dense.bias.variable).toBe(variable);
    expect([...variable.dataSync()]).toEqual([1, 2]);
    dense.bias.assign(Float32Array.of(3, 4));
    expect(dense.bias.variable).toBe(variable);
    expect([...variable.dataSync()]).toEqual([3, 4]);
    disposeModule(dense);
    expect(() => dense.bias.variable).toThrow(/has no values/);
  });

  test("refuses more or fewer values than its shape takes", () => {
    const dense = new Dense(2, 2);
    expect(() => dense.bias.assign(Float32Array.of(1, 2, 3))).toThrow(/shape/);
  });

  test("gets values from the seed and its own key alone", () => {
    const [one, other, alike] = [new BasicBlock(4, 4), new BasicBlock(4, 4, { squeezed: 2 }), new BasicBlock(4, 4)];
    initializeWeights(one, 1);
    initializeWeights(other, 1);
    initializeWeights(alike, 2);
    const kernel = (block: BasicBlock) => weightsOf(block).get("conv2.conv.weight")?.dataSync();
    expect(kernel(other)).toEqual(kernel(one));
    expect(kernel(alike)).not.toEqual(kernel(one));
    disposeModule([one, other, alike]);
  });
});

test("inference takes no updates", () => {
  const norm = new BatchNorm(1);
  initializeWeights(norm, 0);
  const { variable } = norm.runningMean;
  expect(() => inference.update(variable, variable)).toThrow(/Only training contexts take updates/);
  disposeModule(norm);
});
