import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  attr,
  profileOps,
  runOp,
  storeInPlace,
  TraceError,
  type TraceOptions,
  trace,
  updateInPlace,
  waitFor,
} from "../index.ts";
import { cpuFeatures } from "../native/cpu-features.ts";

const images = () => tf.randomNormal<tf.Rank.R4>([2, 6, 6, 3], 0, 1, "float32", 1);
const values = async (call: Promise<tf.Tensor>) => {
  const tensor = await call;
  const read = tensor.dataSync();
  tensor.dispose();
  return read;
};

/** Two convolutions with bias, leaky ReLU and a residual sum, and a dense layer. */
function network() {
  const make = (shape: number[], seed: number) =>
    tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, 0.5, "float32", seed)));
  const weights = {
    first: make([3, 3, 3, 4], 2),
    second: make([3, 3, 4, 4], 3),
    bias: make([4], 4),
    dense: make([4, 5], 5),
  };
  const biased = (x: tf.Tensor, kernel: tf.Tensor) => {
    const y = tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, "same");
    const [sum = y] = runOp("BiasAdd", [y, weights.bias], { T: attr.type("float32"), data_format: "NHWC" });
    return sum;
  };
  const forward = (x: tf.Tensor4D) => {
    const stem = tf.leakyRelu(biased(x, tf.mul(weights.first, 2)), 0.1);
    const block = tf.relu(tf.add(biased(stem, weights.second), stem));
    return tf.matMul(tf.mean<tf.Tensor2D>(block, [1, 2]), weights.dense as tf.Tensor2D);
  };
  return { weights, forward, dispose: () => tf.dispose(Object.values(weights)) };
}

async function frozen(options: TraceOptions) {
  const { forward, dispose } = network();
  const x = images();
  const expected = tf.tidy(() => forward(x).dataSync());
  const call = trace(forward, { ...options, freeze: true });
  const computed = await values(call(x));
  const [profile] = await profileOps(async () => void (await values(call(x))));
  call.dispose();
  x.dispose();
  dispose();
  const types = profile?.ops.map(({ type }) => type) ?? [];
  return { expected, computed, types };
}

const largestError = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Number.NaN))));

describe("a frozen function", () => {
  it("gives what the plain one gives", async () => {
    const { computed, expected } = await frozen({ precision: "float32" });
    expect(largestError(computed, expected)).toBeLessThan(1e-5);
  });

  it("gives it in bfloat16, to the eight bits of that", async () => {
    const { computed, expected } = await frozen({ precision: "bfloat16" });
    const size = Math.max(...Array.from(expected, Math.abs));
    expect(largestError(computed, expected)).toBeLessThan(0.03 * size);
    expect(computed).not.toEqual(expected);
  });

  it.each(["float32", "bfloat16"] as const)(
    "computes no constant again, and fuses convolutions, in %s",
    async (precision) => {
      const { types } = await frozen({ precision });
      // oneDNN has no convolution in bfloat16 for a CPU without AVX-512: there it is TensorFlow's own, one op each.
      const fused = precision === "float32" || cpuFeatures().oneDnnBfloat16;
      const computing = /^(Mul|BiasAdd|LeakyRelu|Relu|Add|AddV2|Conv2D|_MklNativeConv2D|_MklNativeFusedConv2D)$/;
      expect(types.filter((type) => computing.test(type)).sort()).toEqual(
        fused
          ? ["_MklNativeFusedConv2D", "_MklNativeFusedConv2D"]
          : ["Add", "BiasAdd", "BiasAdd", "Conv2D", "Conv2D", "LeakyRelu", "Relu"],
      );
    },
  );

  it.each([
    ["of whole maps", [1, 2], false],
    ["of whole maps, dimensions kept", [2, 1], true],
    ["of pixels' channels", [3], false],
  ] as const)("takes the mean %s of a map in bfloat16 as exactly as that can hold", async (name, axes, keepDims) => {
    const kernel = tf.tidy(() => tf.variable(tf.randomNormal([1, 1, 3, 5], 0, 0.5, "float32", 3)));
    const x = tf.randomNormal<tf.Rank.R4>([2, 57, 40, 3], 3, 1, "float32", 1);
    const forward = (from: tf.Tensor4D) =>
      tf.mean(tf.relu(tf.conv2d(from, kernel as tf.Tensor4D, 1, "same")), [...axes], keepDims);
    const expected = tf.tidy(() => forward(x));
    const call = trace(forward, { precision: "bfloat16", freeze: true });
    const mean = await call(x);
    expect(mean.shape).toEqual(expected.shape);
    // 2^-8 for the convolution's roundings, which a mean of 2,280 evens out, and for its own. Added up in bfloat16 it
    // would be far off.
    const size = Math.max(...Array.from(expected.dataSync(), Math.abs));
    expect(largestError(mean.dataSync(), expected.dataSync())).toBeLessThan(size / 128);
    const [profile] = await profileOps(async () => void (await values(call(x))));
    const types = profile?.ops.map(({ type }) => type) ?? [];
    const pools = cpuFeatures().oneDnnBfloat16 && name.startsWith("of whole maps");
    expect([types.includes("_MklNativeAvgPool"), types.includes("Mean")]).toEqual([pools, !pools]);
    for (const thing of [kernel, x, expected, mean, call]) thing.dispose();
  });

  it("multiplies small matrices in float32 and large ones in bfloat16, where that is asked for", async () => {
    const make = (shape: [number, number]) => tf.randomNormal<tf.Rank.R2>(shape, 0, 1, "float32", 1);
    const small = [make([8, 256]), make([256, 128])] as const;
    const large = [make([64, 512]), make([64, 512])] as const; // 2²¹ multiply-adds with the second one turned
    const error = async ([a, b]: readonly [tf.Tensor2D, tf.Tensor2D], turned: boolean) => {
      const multiply = (x: tf.Tensor2D) => tf.matMul(x, b, false, turned);
      const call = trace(multiply, { precision: "bfloat16", freeze: true });
      const expected = tf.tidy(() => multiply(a).dataSync());
      const computed = await values(call(a));
      call.dispose();
      return largestError(computed, expected) / Math.max(...Array.from(expected, Math.abs));
    };
    expect(await error(small, false)).toBeLessThan(1e-6); // float32, added up in another order at most
    expect(await error(large, true)).toBeGreaterThan(1e-4);
    for (const thing of [...small, ...large]) thing.dispose();
  });

  // Few numbers are constants of the function, many are inputs of it.
  it.each([2, 2000])(
    "keeps the values that variables of %i numbers had, in place or not, until it is traced again",
    async (length) => {
      const filled = (value: number) => tf.tidy(() => tf.variable(tf.fill([length], value)));
      const [plain, stored] = [filled(1), filled(10)];
      storeInPlace([stored]);
      const outside = tf.fill([length], 100);
      // Two of them as they are, and one that is computed once.
      const sum = (x: tf.Tensor) => tf.add(tf.add(tf.add(tf.add(x, plain), stored), outside), tf.mul(stored, plain));
      const first = trace(sum, { freeze: true });
      const zero = tf.scalar(0);
      const range = async (call: typeof first) => {
        const all = await values(call(zero));
        return [all.length, Math.min(...all), Math.max(...all)];
      };
      expect(await range(first)).toEqual([length, 121, 121]);
      outside.dispose();
      tf.tidy(() => {
        plain.assign(tf.fill([length], 3));
        updateInPlace("ResourceApplyGradientDescent", [stored], [tf.scalar(10), tf.fill([length], 1)], {
          T: attr.type("float32"),
          use_locking: true,
        });
      });
      expect(await range(first)).toEqual([length, 121, 121]);
      const second = trace((x: tf.Tensor) => tf.add(tf.add(x, plain), stored), { freeze: true });
      expect(await range(second)).toEqual([length, 3, 3]);
      for (const variable of [plain, stored]) variable.dispose();
      expect(await range(first)).toEqual([length, 121, 121]);
      for (const thing of [zero, first, second]) thing.dispose();
    },
  );

  it.each([
    ["float32", 1e-5],
    ["bfloat16", 0.03],
  ] as const)("convolves and multiplies by many numbers as by few, in %s", async (precision, error) => {
    const make = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 0.1, "float32", seed);
    const [x, kernel, matrix] = [make([2, 9, 9, 32], 1), make([3, 3, 32, 32], 2), make([2, 32, 64], 3)];
    const forward = (x: tf.Tensor) => {
      const maps = tf.relu(tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, "same"));
      return tf.matMul(tf.reshape(maps, [2, 81, 32]), waitFor(matrix, [x]));
    };
    const expected = tf.tidy(() => forward(x).dataSync());
    const call = trace(forward, { precision, freeze: true });
    const size = Math.max(...Array.from(expected, Math.abs));
    for (let time = 0; time < 2; time++) {
      expect(largestError(await values(call(x)), expected)).toBeLessThan(error * size);
    }
    // What the function needs for itself is nobody's tensor.
    const before = tf.memory().numTensors;
    call.dispose();
    expect(tf.memory().numTensors).toBe(before);
    for (const thing of [x, kernel, matrix]) thing.dispose();
  });

  it("may read constants, and give them as its result", async () => {
    const weight = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const call = trace((x: tf.Tensor) => ({ y: tf.add(x, weight), same: tf.mul(weight, 2) }), { freeze: true });
    const x = tf.scalar(1);
    const { y, same } = await call(x);
    expect([...y.dataSync(), ...same.dataSync()]).toEqual([2, 3, 2, 4]);
    for (const thing of [weight, x, y, same, call]) thing.dispose();
  });

  it("is refused when it changes variables", async () => {
    const weight = tf.tidy(() => tf.variable(tf.tensor1d([1])));
    const call = trace(
      (x: tf.Tensor) => {
        weight.assign(tf.add(weight, x));
        return tf.scalar(0);
      },
      { freeze: true, name: "count" },
    );
    const x = tf.scalar(1);
    await expect(call(x)).rejects.toThrow(TraceError);
    await expect(call(x)).rejects.toThrow(/count: the traced function changes variables, which are constants/);
    expect([...weight.dataSync()]).toEqual([1]);
    for (const thing of [weight, x, call]) thing.dispose();
  });
});
