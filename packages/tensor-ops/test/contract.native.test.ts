/** Every op: its gradient against finite differences, at odd sizes, and the same values traced. */
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { noise } from "@tresnet/vitest";
import { describeOperation, type OperationCase } from "@tresnet/vitest/operation-contract";
import {
  addRelu,
  averagePoolShortcut,
  batchNormInference,
  batchNormLeakyReluTraining,
  batchNormTraining,
  blurPool,
  globalAveragePool,
  labelSmoothingCrossEntropy,
  layerNorm,
  leakyRelu,
  pointwiseConvolution,
  reflectPad,
  relu,
  sameConvolution,
  softmaxCrossEntropy,
  spaceToDepth,
  squeezeExcite,
} from "../src/index.ts";

const input = (shape: readonly number[], seed: number, min?: number, max?: number) => ({
  shape,
  values: noise(
    shape.reduce((size, length) => size * length, 1),
    seed,
    min,
    max,
  ),
});

/** Noise with a gap around 0, so that no finite difference steps over the kink of a ReLU. */
function awayFromZero(shape: readonly number[], seed: number) {
  const { values } = input(shape, seed);
  return { shape, values: values.map((value) => value + Math.sign(value) * 0.1) };
}

const maps = (run: (x: Tensor4D) => Tensor, make: typeof input = input): Record<string, OperationCase> => {
  const shapes = [
    [2, 6, 8, 3],
    [2, 5, 7, 3],
    [1, 2, 3, 5],
    [3, 4, 2, 1],
  ];
  return Object.fromEntries(
    shapes.map((shape, seed) => [`[${shape}]`, { inputs: { x: make(shape, seed) }, run: (x) => run(x as Tensor4D) }]),
  );
};

describeOperation(
  "reflectPad",
  maps((x) => reflectPad(x, 1)),
);
describeOperation("reflectPad of the least maps that are put together from parts", {
  "[2,4,4,3]": { inputs: { x: input([2, 4, 4, 3], 47) }, run: (x) => reflectPad(x as Tensor4D, 1) },
});
describeOperation("reflectPad by 2", {
  "[2,3,4,3]": { inputs: { x: input([2, 3, 4, 3], 5) }, run: (x) => reflectPad(x as Tensor4D, 2) },
});
describeOperation("blurPool", maps(blurPool));
describeOperation("averagePoolShortcut", maps(averagePoolShortcut));
describeOperation("globalAveragePool", maps(globalAveragePool));
describeOperation("relu", maps(relu, awayFromZero));
describeOperation(
  "leakyRelu",
  maps((x) => leakyRelu(x, 0.01), awayFromZero),
);
describeOperation("spaceToDepth", {
  "blocks of 2": { inputs: { x: input([2, 4, 6, 3], 6) }, run: (x) => spaceToDepth(x as Tensor4D, 2) },
  "blocks of 4": { inputs: { x: input([2, 4, 8, 3], 6) }, run: (x) => spaceToDepth(x as Tensor4D, 4) },
});
describeOperation("addRelu", {
  "[2,3,5,4]": {
    inputs: { x: awayFromZero([2, 3, 5, 4], 7), shortcut: { shape: [2, 3, 5, 4], values: noise(120, 8, -0.05, 0.05) } },
    run: (x, shortcut) => addRelu(x as Tensor4D, shortcut as Tensor4D),
  },
});
describeOperation("sameConvolution", {
  "with its weight gradient as a matrix product": {
    inputs: { x: input([2, 5, 3, 2], 41), kernel: input([3, 3, 2, 3], 42) },
    run: (x, kernel) => sameConvolution(x as Tensor4D, kernel as Tensor4D),
  },
  "with a kernel of five, larger than the map": {
    inputs: { x: input([2, 3, 4, 1], 43), kernel: input([5, 5, 1, 2], 44) },
    run: (x, kernel) => sameConvolution(x as Tensor4D, kernel as Tensor4D),
  },
  "on a map of 225 pixels, by TensorFlow's weight gradient": {
    inputs: { x: input([1, 15, 15, 1], 45), kernel: input([3, 3, 1, 2], 46) },
    run: (x, kernel) => sameConvolution(x as Tensor4D, kernel as Tensor4D),
  },
});

const pointwise = [
  { x: [2, 3, 5, 4], filters: 7 },
  { x: [1, 1, 2, 6], filters: 3 },
  { x: [1, 2, 2, 2], filters: 9 },
];
describeOperation(
  "pointwiseConvolution",
  Object.fromEntries(
    pointwise.map(({ x, filters }) => [
      `[${x}] to ${filters}`,
      {
        inputs: { x: input(x, 9), kernel: input([1, 1, x[3] ?? 1, filters], 10) },
        run: (x: Tensor, kernel: Tensor) => pointwiseConvolution(x as Tensor4D, kernel as Tensor4D),
      },
    ]),
  ),
);
describeOperation("squeezeExcite", {
  "[2,3,5,4] to 6": {
    inputs: {
      x: input([2, 3, 5, 4], 11),
      w1: input([4, 6], 12),
      b1: input([6], 13, 0.5, 1.5),
      w2: input([6, 4], 14),
      b2: input([4], 15),
    },
    run: (x, w1, b1, w2, b2) =>
      squeezeExcite(x as Tensor4D, w1 as Tensor2D, b1 as Tensor1D, w2 as Tensor2D, b2 as Tensor1D),
  },
});

describeOperation("layerNorm", {
  "[2,3,7]": {
    inputs: { x: input([2, 3, 7], 24, -1, 2), scale: input([7], 25, 0.5, 1.5), offset: input([7], 26) },
    run: (x, scale, offset) => layerNorm(x, scale as Tensor1D, offset as Tensor1D, 1e-5),
  },
});

const norm = (shape: readonly [number, number, number, number]) => ({
  x: input(shape, 16, -1, 2),
  // Scales of both signs, none near 0.
  scale: {
    shape: [shape[3]],
    values: noise(shape[3], 17, 0.5, 1.5).map((value, at) => (at % 2 === 0 ? value : -value)),
  },
  offset: input([shape[3]], 18),
});
const normShapes = [
  [2, 3, 5, 4],
  [5, 1, 1, 3],
  [1, 7, 2, 5],
] as const;

describeOperation(
  "batchNormTraining",
  Object.fromEntries(
    normShapes.map((shape) => [
      `[${shape}]`,
      {
        inputs: norm(shape),
        run: (x, scale, offset) => batchNormTraining(x as Tensor4D, scale as Tensor1D, offset as Tensor1D, 1e-3).y,
      },
    ]),
  ),
);
describeOperation("batchNormInference", {
  "[2,3,5,4], all five inputs": {
    inputs: { ...norm([2, 3, 5, 4]), mean: input([4], 19), variance: input([4], 20, 0.5, 2) },
    run: (x, scale, offset, mean, variance) =>
      batchNormInference(
        x as Tensor4D,
        scale as Tensor1D,
        offset as Tensor1D,
        mean as Tensor1D,
        variance as Tensor1D,
        1e-3,
      ),
  },
});
describeOperation(
  "batchNormLeakyReluTraining",
  Object.fromEntries(
    normShapes.map((shape) => [
      `[${shape}]`,
      {
        inputs: norm(shape),
        // A kink can be anywhere here: a small step rarely crosses one, a mild slope makes a crossing cheap.
        step: 2e-3,
        slopeTolerance: 1e-2,
        run: (x, scale, offset) =>
          batchNormLeakyReluTraining(x as Tensor4D, scale as Tensor1D, offset as Tensor1D, 0.5, 1e-3).y,
      },
    ]),
  ),
);

describeOperation("cross entropy", {
  "smoothed labels": {
    inputs: { logits: input([5, 4], 21, -2, 2) },
    run: (logits) => labelSmoothingCrossEntropy(logits as Tensor2D, tf.tensor1d([3, 0, 0, 1, 2], "int32"), 0.1),
  },
  "smoothed labels with class weights": {
    inputs: { logits: input([5, 4], 22, -2, 2) },
    run: (logits) =>
      labelSmoothingCrossEntropy(
        logits as Tensor2D,
        tf.tensor1d([3, 0, 0, 1, 2], "int32"),
        0.1,
        tf.tensor1d([1, 2, 0.5, 3]),
      ),
  },
  "soft targets": {
    inputs: { logits: input([2, 3], 23, -2, 2) },
    run: (logits) => softmaxCrossEntropy(logits as Tensor2D, tf.tensor2d([0.2, 0.3, 0.5, 1, 0, 0], [2, 3])),
  },
});
