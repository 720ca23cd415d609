import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { runOp } from "../../backend/run-op.ts";
import { attr } from "../../native/op-attributes.ts";
import { updateInPlace } from "../../ops/in-place.ts";
import { withScope } from "../../recording/tracing-scope.ts";
import { storeInPlace } from "../../variables/stored-in-place.ts";
import { trace } from "../traced-function.ts";
import { profileOps } from "./profile-ops.ts";

/** x/2, with a gradient of its own. */
const halved = tf.customGrad((x) => ({ value: tf.div(x as tf.Tensor, 2), gradFunc: (dy) => tf.div(dy, 2) }));

/** Two layers, whose gradients and a sum of squares are what it gives. */
function twoLayers(x: tf.Tensor2D, w1: tf.Tensor2D, w2: tf.Tensor2D): tf.Tensor[] {
  const net = (a: tf.Tensor, b: tf.Tensor) => {
    const y = withScope("layers.0", () => halved(tf.matMul(x, a))); // [n, 7]
    return tf.sum(withScope("layers.1.dense", () => tf.sigmoid(tf.matMul(y, b)))); // []
  };
  return tf.grads(net)([w1, w2]);
}

function inputs(): [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] {
  return [
    tf.randomNormal([5, 3], 0, 1, "float32", 1),
    tf.randomNormal([3, 7], 0, 1, "float32", 2),
    tf.randomNormal([7, 2], 0, 1, "float32", 3),
  ];
}

describe("profileOps", () => {
  test("finds every op under its layer, forward and backward, with shapes and times", async () => {
    const args = inputs();
    const traced = trace(twoLayers, { name: "twoLayers" });
    const [first, second] = await profileOps(async () => {
      for (let call = 0; call < 2; call++) tf.dispose(await traced(...args));
    });
    expect(first?.name).toBe("twoLayers");
    const ops = second?.ops ?? [];
    const products = ops.filter(({ type }) => type.includes("MatMul"));
    // One forward each; backward one for each weight and one for the map between the layers.
    expect(products.map(({ scope }) => scope).sort()).toEqual([
      "layers.0",
      "layers.0/backward",
      "layers.1.dense",
      "layers.1.dense/backward",
      "layers.1.dense/backward",
    ]);
    const halves = ops.filter(({ name, type }) => name.includes("RealDiv") && type !== "Const");
    expect(halves.map(({ scope }) => scope).sort()).toEqual(["layers.0", "layers.0/backward"]);
    const forward = products.find(({ scope }) => scope === "layers.0");
    expect(forward?.inputs).toEqual([
      { dtype: "float32", shape: [5, 3] },
      { dtype: "float32", shape: [3, 7] },
    ]);
    expect(forward?.outputs).toEqual([{ dtype: "float32", shape: [5, 7] }]);
    expect(ops.every(({ startMs, durationMs }) => startMs >= 0 && durationMs >= 0)).toBe(true);
    const ends = ops.map(({ startMs, durationMs }) => startMs + durationMs);
    expect(Math.max(...ends)).toBeLessThanOrEqual(second?.wallMs ?? 0);
    traced.dispose();
    tf.dispose(args);
  });

  test("finds no copy where a cast changes nothing: in bfloat16 that would be one by way of float32", async () => {
    const args = inputs();
    const traced = trace(
      (x: tf.Tensor2D, w1: tf.Tensor2D, w2: tf.Tensor2D) => {
        const y = tf.leakyRelu(tf.matMul(x, w1)); // [5, 7]
        return tf.matMul(tf.mul(tf.cast(y, "float32"), tf.sigmoid(y)), w2);
      },
      { precision: "bfloat16" },
    );
    const [call] = await profileOps(async () => tf.dispose(await traced(...args)));
    const between = (call?.ops ?? []).filter(({ outputs }) => String(outputs[0]?.shape) === "5,7");
    expect(between.map(({ type }) => type)).toContain("LeakyRelu");
    expect(between.filter(({ type }) => type === "Cast")).toEqual([]);
    traced.dispose();
    tf.dispose(args);
  });

  test("computes and assigns what a call does without it", async () => {
    const x = tf.randomNormal<tf.Rank.R2>([5, 3], 0, 1, "float32", 1);
    const weight = tf.tidy(() => tf.variable(tf.ones([3])));
    const traced = trace((x: tf.Tensor2D) => {
      weight.assign(tf.add(weight, tf.mean(x, 0)));
      return tf.mul(x, weight);
    });
    const once = await traced(x);
    const after = [...weight.dataSync()];
    tf.tidy(() => weight.assign(tf.ones([3])));
    let measured: tf.Tensor | undefined;
    const calls = await profileOps(async () => {
      measured = await traced(x);
    });
    expect(calls).toHaveLength(1);
    expect([...(measured?.dataSync() ?? [])]).toEqual([...once.dataSync()]);
    expect([...weight.dataSync()]).toEqual(after);
    // Behind the profile calls are functions again.
    (await traced(x)).dispose();
    expect(calls).toHaveLength(1);
    traced.dispose();
    tf.dispose([x, once, weight, ...(measured === undefined ? [] : [measured])]);
  });

  test("updates variables in place as a call does, and leaves them alone when it fails", async () => {
    const [weight, velocity] = tf.tidy(() => [tf.variable(tf.tensor1d([1, 2, 3])), tf.variable(tf.zeros([3]))]);
    storeInPlace([weight, velocity]);
    const [rate, nothing, gradient, keep] = [
      tf.scalar(0.5),
      tf.scalar(Number.NaN),
      tf.tensor1d([2, 4, 8]),
      tf.scalar(0.9),
    ];
    const traced = trace((rate: tf.Tensor, gradient: tf.Tensor, keep: tf.Tensor) => {
      const finite = runOp("CheckNumericsV2", [rate], { T: attr.type("float32"), message: "rate" });
      updateInPlace("ResourceApplyMomentum", [weight, velocity], [...finite, gradient, keep], {
        T: attr.type("float32"),
        use_locking: true,
        use_nesterov: false,
      });
      return tf.sum(weight);
    });
    const states: number[][] = [];
    const take = async () => {
      const sum = await traced(rate, gradient, keep);
      states.push([...sum.dataSync(), ...weight.dataSync(), ...velocity.dataSync()]);
      sum.dispose();
    };
    await profileOps(async () => {
      await take();
      await take();
    });
    await take();
    // v = 0.9·v + g, w = w − 0.5·v, by hand; 1e-6: float32
    const expected = [
      [-1, 0, 0, -1, 2, 4, 8],
      [-14.3, -1.9, -3.8, -8.6, 3.8, 7.6, 15.2],
    ];
    for (const [index, values] of expected.entries()) {
      expect(states[index]).toHaveLength(values.length);
      for (const [at, value] of values.entries()) expect(states[index]?.[at]).toBeCloseTo(value, 5);
    }
    // What comes behind the profile goes on from there: v = 0.9·3.8 + 2
    expect(states[2]?.[4]).toBeCloseTo(5.42, 5);
    const before = [...weight.dataSync()];
    await expect(profileOps(() => traced(nothing, gradient, keep))).rejects.toThrow("rate");
    expect([...weight.dataSync()]).toEqual(before);
    traced.dispose();
    tf.dispose([weight, velocity, rate, nothing, gradient, keep]);
  });

  test("gives an op's failure to the caller and is over then", async () => {
    const x = tf.scalar(Number.NaN);
    const traced = trace((x: tf.Scalar) => runOp("CheckNumericsV2", [x], { T: attr.type("float32"), message: "x" }), {
      name: "checked",
    });
    await expect(profileOps(() => traced(x))).rejects.toThrow("Tensor had NaN values");
    await expect(profileOps(async () => {})).resolves.toEqual([]);
    traced.dispose();
    x.dispose();
  });

  test("refuses no threads, and a profile inside of another", async () => {
    await expect(profileOps(async () => {}, { interOpThreads: 0 })).rejects.toThrow(
      "interOpThreads must be a whole number of at least 1, got 0",
    );
    await expect(profileOps(() => profileOps(async () => {}))).rejects.toThrow("another profile is being made");
  });
});

describe("withScope", () => {
  test("changes no value of a function or its gradient, traced or not", async () => {
    const args = inputs();
    const plain = (x: tf.Tensor2D, w1: tf.Tensor2D, w2: tf.Tensor2D) =>
      tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.sigmoid(tf.matMul(halved(tf.matMul(x, a)), b))))([w1, w2]);
    const [scopedTrace, plainTrace] = [trace(twoLayers), trace(plain)];
    const results = [plain(...args), twoLayers(...args), await plainTrace(...args), await scopedTrace(...args)];
    const [expected, ...others] = results.map((tensors) => tensors.map((tensor) => [...tensor.dataSync()]));
    for (const values of others) expect(values).toEqual(expected);
    scopedTrace.dispose();
    plainTrace.dispose();
    tf.dispose([args, results]);
  });
});
