/** What the ops do at their borders: bad input, random draws, vanishing scales, memory. */
import * as tf from "@tensorflow/tfjs-core";
import { RandomGenerator, ShapeError, trace } from "@tresnet/engine";
import { noise } from "@tresnet/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as ops from "../src/index.ts";

const ones = (...shape: [number, number, number, number]) => tf.ones<tf.Rank.R4>(shape);
const vector = (length: number) => tf.ones<tf.Rank.R1>([length]);

describe("bad input gets a ShapeError that says what was expected and what came", () => {
  test.each<[string, () => tf.Tensor | ops.BatchNormResult, RegExp]>([
    ["spaceToDepth of an odd size", () => ops.spaceToDepth(ones(1, 4, 6, 3), 4), /multiples of 4, got 4×6/],
    [
      "spaceToDepth by 1.5",
      () => ops.spaceToDepth(ones(1, 4, 6, 3), 1.5),
      /blockSize must be a whole number from 2, got 1\.5/,
    ],
    ["reflectPad of a single row", () => ops.reflectPad(ones(1, 1, 6, 3), 1), /above the padding of 1, got 1×6/],
    ["reflectPad by -1", () => ops.reflectPad(ones(1, 4, 6, 3), -1), /padding must be a whole number from 0, got -1/],
    [
      "blurPool of a single row",
      () => ops.blurPool(ones(1, 1, 6, 3)),
      /blurPool: height and width must be at least 2, got 1×6/,
    ],
    [
      "averagePoolShortcut of integers",
      () => ops.averagePoolShortcut(tf.cast(ones(1, 4, 6, 3), "int32")),
      /x must be float32 \[n, h, w, c\], got int32/,
    ],
    [
      "globalAveragePool of a matrix",
      () => ops.globalAveragePool(tf.ones([2, 3]) as tf.Tensor as tf.Tensor4D),
      /x must be float32 \[n, h, w, c\], got float32 \[2, 3\]/,
    ],
    [
      "addRelu of two shapes",
      () => ops.addRelu(ones(1, 2, 3, 4), ones(1, 2, 3, 1)),
      /shortcut must be float32 \[1, 2, 3, 4\], got float32 \[1, 2, 3, 1\]/,
    ],
    [
      "batchNormTraining of one value",
      () => ops.batchNormTraining(ones(1, 1, 1, 3), vector(3), vector(3), 1e-5),
      /more than one value per channel/,
    ],
    [
      "batchNormTraining with a short scale",
      () => ops.batchNormTraining(ones(2, 1, 1, 3), vector(2), vector(3), 1e-5),
      /scale must be float32 \[3\], got float32 \[2\]/,
    ],
    [
      "batchNormInference with a long variance",
      () => ops.batchNormInference(ones(2, 1, 1, 3), vector(3), vector(3), vector(3), vector(4), 1e-5),
      /variance must be float32 \[3\], got float32 \[4\]/,
    ],
    [
      "batchNormLeakyReluTraining of one value",
      () => ops.batchNormLeakyReluTraining(ones(1, 1, 1, 3), vector(3), vector(3), 0.1, 1e-5),
      /more than one value per channel/,
    ],
    [
      "sameConvolution with a 2×2 kernel",
      () => ops.sameConvolution(ones(1, 4, 4, 2), ones(2, 2, 2, 5)),
      /sameConvolution: expected a kernel of an odd size, got \[2, 2, 2, 5\]/,
    ],
    [
      "pointwiseConvolution with a 3×3 kernel",
      () => ops.pointwiseConvolution(ones(1, 4, 4, 2), ones(3, 3, 2, 5)),
      /kernel must be float32 \[1, 1, 2, k\], got float32 \[3, 3, 2, 5\]/,
    ],
    [
      "squeezeExcite with a wrong bias",
      () => ops.squeezeExcite(ones(1, 2, 2, 3), tf.ones([3, 2]), vector(3), tf.ones([2, 3]), vector(3)),
      /b1 must be float32 \[2\], got float32 \[3\]/,
    ],
    [
      "cross entropy with float labels",
      () => ops.labelSmoothingCrossEntropy(tf.ones([2, 3]), vector(2), 0.1),
      /labels must be int32 \[2\], got float32 \[2\]/,
    ],
    [
      "cross entropy with too many targets",
      () => ops.softmaxCrossEntropy(tf.ones([2, 3]), tf.ones([2, 4])),
      /targets must be float32 \[2, 3\], got float32 \[2, 4\]/,
    ],
  ])("%s", (_, run, message) => {
    tf.tidy(() => {
      expect(run).toThrow(ShapeError);
      expect(run).toThrow(message);
    });
  });

  test("rates and slopes out of range are named", () => {
    tf.tidy(() => {
      const random = new RandomGenerator(1);
      expect(() => ops.dropPath(ones(1, 2, 2, 1), 1, random)).toThrow(/dropPath: rate must be in \[0, 1\), got 1/);
      expect(() => ops.dropout(vector(3), -0.1, random)).toThrow(/dropout: rate must be in \[0, 1\), got -0\.1/);
      expect(() => ops.leakyRelu(vector(3), 0)).toThrow(/leakyRelu: slope must be in \(0, 1\], got 0/);
      expect(() => ops.labelSmoothingCrossEntropy(tf.ones([2, 3]), tf.tensor1d([0, 1], "int32"), 1)).toThrow(
        /rate must be in/,
      );
      random.dispose();
    });
  });
});

describe("drop path and dropout", () => {
  let random: RandomGenerator;
  beforeAll(() => {
    random = new RandomGenerator(11);
  });
  afterAll(() => random.dispose());

  test("dropPath keeps or drops whole images, and keeps their mean", () => {
    tf.tidy(() => {
      const x = ones(2000, 1, 2, 3);
      const images = tf.reshape(ops.dropPath(x, 0.25, random), [2000, 6]);
      const [least, most] = [tf.min(images, 1).dataSync(), tf.max(images, 1).dataSync()];
      expect(least).toEqual(most);
      expect(new Set([...most].map((value) => value.toFixed(5)))).toEqual(new Set(["0.00000", "1.33333"]));
      // Three standard deviations of the mean of 2000 draws.
      expect(Math.abs(tf.mean(images).dataSync()[0] ?? 0) - 1).toBeLessThan((3 * Math.sqrt(1 / 3)) / Math.sqrt(2000));
    });
  });

  test("dropout keeps or drops single values", () => {
    tf.tidy(() => {
      const dropped = ops.dropout(tf.ones([40, 50]), 0.5, random).dataSync();
      expect(new Set(dropped)).toEqual(new Set([0, 2]));
      expect(Math.abs([...dropped].filter((value) => value > 0).length - 1000)).toBeLessThan(3 * Math.sqrt(500));
    });
  });

  test("the gradient goes where the values go", () => {
    tf.tidy(() => {
      const x = tf.tensor4d(noise(24, 1, 1, 2), [4, 1, 2, 3]);
      const values: tf.Tensor[] = [];
      const dx = tf.grad((input) => {
        const y = ops.dropPath(input as tf.Tensor4D, 0.5, random);
        values.push(tf.keep(y.clone()));
        return y;
      })(x);
      const [y] = values;
      expect(dx.dataSync()).toEqual(
        tf
          .div(y as tf.Tensor, x)
          .dataSync()
          .map((value) => Math.round(value)),
      );
      tf.dispose(values);
      y?.dispose();
    });
  });

  test("a rate of 0 draws nothing and gives x itself", () => {
    tf.tidy(() => {
      const before = random.state.dataSync();
      const x = ones(2, 1, 1, 1);
      expect(ops.dropPath(x, 0, random)).toBe(x);
      expect(ops.dropout(x, 0, random)).toBe(x);
      expect(random.state.dataSync()).toEqual(before);
    });
  });

  test("traced draws equal eager ones, differ from call to call and repeat with the seed", async () => {
    const x = ones(64, 1, 1, 1);
    const draws = async (seed: number, run: (step: (input: tf.Tensor4D) => tf.Tensor4D) => Promise<tf.Tensor[]>) => {
      const generator = new RandomGenerator(seed);
      const tensors = await run((input) => ops.dropPath(input, 0.5, generator));
      const values = tensors.map((tensor) => [...tensor.dataSync()]);
      tf.dispose(tensors);
      generator.dispose();
      return values;
    };
    const eagerly = (seed: number) => draws(seed, async (step) => [tf.tidy(() => step(x)), tf.tidy(() => step(x))]);
    const traced = await draws(5, async (step) => {
      const call = trace(step);
      const results = [await call(x), await call(x)];
      call.dispose();
      return results;
    });
    expect(traced).toEqual(await eagerly(5));
    expect(traced).toEqual(await eagerly(5));
    expect(traced).not.toEqual(await eagerly(6));
    expect(traced[0]).not.toEqual(traced[1]);
    x.dispose();
  });
});

describe("batchNormLeakyReluTraining at a scale of about 0", () => {
  test("has finite gradients: exact for x and the offset, 0 for the scale", () => {
    tf.tidy(() => {
      const x = tf.tensor4d(noise(60, 2), [3, 2, 5, 2]);
      const offset = tf.tensor1d([0.5, -0.5]);
      const dy = tf.tensor4d(noise(60, 3), [3, 2, 5, 2]);
      const gradients = (scale: number[], run: (...inputs: tf.Tensor[]) => tf.Tensor) =>
        tf
          .grads(run)([x, tf.tensor1d(scale), offset], dy)
          .map((gradient) => gradient.dataSync());
      const inPlace = (...[input, scale, shift]: tf.Tensor[]) =>
        ops.batchNormLeakyReluTraining(input as tf.Tensor4D, scale as tf.Tensor1D, shift as tf.Tensor1D, 0.1, 1e-5).y;
      const separate = (...[input, scale, shift]: tf.Tensor[]) =>
        ops.leakyRelu(
          ops.batchNormTraining(input as tf.Tensor4D, scale as tf.Tensor1D, shift as tf.Tensor1D, 1e-5).y,
          0.1,
        );
      const [dx, dScale, dOffset] = gradients([0, 0], inPlace);
      const [expectedDx, , expectedDOffset] = gradients([0, 0], separate);
      // Where the scale is 0 so is x's gradient; -0 and 0 are the same to a weight.
      expect(dx?.map(Math.abs)).toEqual(expectedDx?.map(Math.abs));
      expect(dScale).toEqual(Float32Array.of(0, 0));
      dOffset?.forEach((value, index) => {
        expect(value).toBeCloseTo(Number(expectedDOffset?.[index]), 5);
      });
    });
  });
});

test("in-place batch norm keeps one map less for the backward pass than norm and activation apart", () => {
  const shape: [number, number, number, number] = [4, 16, 16, 8];
  const mapBytes = 4 * 16 * 16 * 8 * 4;
  const kept = (run: (x: tf.Tensor4D) => tf.Tensor) => {
    let bytes = 0;
    tf.tidy(() => {
      const pixels = tf.tensor4d(noise(4 * 16 * 16 * 8, 7), shape);
      tf.grad((input) => {
        const before = tf.memory().numBytes;
        // The norm's input is made in here, so that it lives on only where the gradient keeps it.
        const y = tf.tidy(() => run(tf.add(input, 1)));
        bytes = tf.memory().numBytes - before;
        return y;
      })(pixels);
    });
    return Math.round(bytes / mapBytes);
  };
  const vector8 = () => tf.ones<tf.Rank.R1>([8]);
  const separate = kept((x) => ops.leakyRelu(ops.batchNormTraining(x, vector8(), vector8(), 1e-5).y, 0.1));
  const inPlace = kept((x) => ops.batchNormLeakyReluTraining(x, vector8(), vector8(), 0.1, 1e-5).y);
  // Both also hold what the addition keeps, and tfjs counts the result and its saved copy, which share their memory, as
  // two.
  expect({ separate, inPlace }).toEqual({ separate: 4, inPlace: 3 });
});

test("class weights weigh images, whatever the batch's classes", () => {
  tf.tidy(() => {
    const logits = tf.tensor2d(noise(8, 4, -2, 2), [4, 2]);
    const labels = tf.tensor1d([0, 1, 1, 1], "int32");
    const each = [0, 1, 2, 3].map(
      (row) =>
        ops
          .labelSmoothingCrossEntropy(tf.slice2d(logits, [row, 0], [1, 2]), tf.slice1d(labels, row, 1), 0.1)
          .dataSync()[0] ?? 0,
    );
    const weights = [3, 1, 1, 1];
    const expected = each.reduce((sum, loss, row) => sum + loss * (weights[row] ?? 0), 0) / 6;
    const actual = ops.labelSmoothingCrossEntropy(logits, labels, 0.1, tf.tensor1d([3, 1])).dataSync()[0];
    expect(actual).toBeCloseTo(expected, 5);
  });
});

test("statistics of a bfloat16 trace keep float32's precision", async () => {
  const x = tf.tensor4d(noise(2 * 8 * 8 * 32, 5, 100, 101), [2, 8, 8, 32]);
  const kernel = tf.tensor4d(noise(32 * 16, 6), [1, 1, 32, 16]);
  const running = tf.tidy(() => tf.variable(tf.fill([16], 1000.1), false));
  const step = (images: tf.Tensor4D) => {
    const features = ops.pointwiseConvolution(images, kernel);
    const { y, mean } = ops.batchNormTraining(features, tf.ones([16]), tf.zeros([16]), 1e-5);
    running.assign(tf.add(tf.mul(running, 0.9), tf.mul(mean, 1e-6)));
    return ops.leakyRelu(y, 0.01);
  };
  const traced = trace(step, { precision: "bfloat16" });
  (await traced(x)).dispose();
  // 900.09 is no bfloat16 number: its neighbours are 4 apart.
  for (const value of running.dataSync()) expect(Math.abs(value - 900.09)).toBeLessThan(0.01);
  tf.dispose([x, kernel, running]);
  traced.dispose();
});
