import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { currentEngine } from "../backend/current-backend.ts";
import { runOp } from "../backend/run-op.ts";
import { TensorFlowError, TraceError } from "../errors.ts";
import { attr } from "../native/op-attributes.ts";
import { holdFloat32 } from "../ops/hold-float32.ts";
import { RandomGenerator } from "../ops/random-generator.ts";
import { trace } from "./traced-function.ts";
import { graphPrecision } from "./tracing-state.ts";

/** One message of a promise that must be refused with a TraceError. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TraceError);
  return String(error);
}

/** What an asynchronous function does with a tensor of a trace once that has ended. */
async function afterAwait(x: tf.Tensor): Promise<unknown> {
  await null;
  return tf.neg(x).dataSync();
}

function dispose(...things: { dispose(): void }[]): void {
  for (const thing of things) thing.dispose();
}

describe("trace", () => {
  test("tells what it is recorded for the precision of its products", async () => {
    const x = tf.scalar(1);
    const seen: string[] = [];
    for (const precision of ["float32", "bfloat16"] as const) {
      const traced = trace((x: tf.Tensor) => ({ y: tf.neg(x), precision: graphPrecision() }), { precision });
      const { y, precision: recorded } = await traced(x);
      seen.push(recorded, graphPrecision());
      dispose(y, traced);
    }
    expect(seen).toEqual(["float32", "float32", "bfloat16", "float32"]);
    x.dispose();
  });

  test("gives what the plain function gives, in the same structure", async () => {
    const plain = (x: tf.Tensor) => ({ sum: tf.sum(x), parts: tf.split(x, 2), same: x, label: "kept" });
    const traced = trace(plain);
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const result = await traced(x);
    expect(result.sum.dataSync()[0]).toBe(21);
    expect(result.parts.map((part) => Array.from(part.dataSync()))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(Array.from(result.same.dataSync())).toEqual([1, 2, 3, 4, 5, 6]);
    expect(result.label).toBe("kept");
    dispose(x, result.sum, ...result.parts, result.same, traced);
  });

  test("computes forward, backward and update in one call, like the same step eagerly", async () => {
    const x = tf.randomNormal<tf.Rank.R2>([5, 3], 0, 1, "float32", 1);
    const train = (weights: tf.Variable) => (input: tf.Tensor) => {
      const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(tf.matMul(input, weights))), [weights]);
      const gradient = grads[weights.name];
      if (gradient !== undefined) weights.assign(tf.sub(weights, tf.mul(gradient, 0.01)));
      return value;
    };
    const eager = tf.tidy(() => tf.variable(tf.ones([3, 2])));
    const traced = tf.tidy(() => tf.variable(tf.ones([3, 2])));
    const step = trace(train(traced));
    for (let count = 0; count < 3; count++) {
      const expected = tf.tidy(() => train(eager)(x).dataSync()[0]);
      const loss = await step(x);
      expect(loss.dataSync()[0]).toBeCloseTo(expected ?? Number.NaN, 3);
      loss.dispose();
    }
    const [a, b] = [eager.dataSync(), traced.dataSync()];
    for (const [index, value] of a.entries()) expect(b[index]).toBeCloseTo(value, 5);
    expect(a).not.toEqual(new Float32Array(6).fill(1));
    dispose(x, eager, traced, step);
  });

  test("reads variables when it is called, not when it was traced", async () => {
    const offset = tf.tidy(() => tf.variable(tf.scalar(1)));
    const traced = trace((x: tf.Tensor) => tf.add(x, offset));
    const x = tf.scalar(10);
    const first = await traced(x);
    tf.tidy(() => offset.assign(tf.scalar(5)));
    const second = await traced(x);
    expect([first.dataSync()[0], second.dataSync()[0]]).toEqual([11, 15]);
    dispose(offset, x, first, second, traced);
  });

  test("leaves a copy of a variable as it was when the step assigns to it", async () => {
    const counter = tf.tidy(() => tf.variable(tf.scalar(0)));
    const count = trace(() => {
      counter.assign(tf.add(counter, 1));
      return [];
    });
    const before = counter.clone();
    await count();
    await count();
    expect([before.dataSync()[0], counter.dataSync()[0]]).toEqual([0, 2]);
    dispose(before, counter, count);
  });

  test("tells variables apart that start from the same value", async () => {
    const weight = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const average = tf.tidy(() => tf.variable(weight.clone(), false));
    const step = trace(() => {
      weight.assign(tf.add(weight, 1));
      average.assign(tf.mul(average, 10));
      return [];
    });
    await step();
    await step();
    expect([...weight.dataSync(), ...average.dataSync()]).toEqual([3, 4, 100, 200]);
    dispose(weight, average, step);
  });

  test("tells a variable from a copy that was made of it before the trace", async () => {
    const weight = tf.tidy(() => tf.variable(tf.scalar(1)));
    const start = weight.clone();
    const moved = trace(() => {
      weight.assign(tf.add(weight, 1));
      return tf.sub(weight, start);
    });
    const distances = [await moved(), await moved()];
    expect(distances.map((distance) => distance.dataSync()[0])).toEqual([1, 2]);
    dispose(weight, start, moved, ...distances);
  });

  test("runs calls one after another, also when they are made at once", async () => {
    const counter = tf.tidy(() => tf.variable(tf.scalar(0)));
    const count = trace(() => {
      counter.assign(tf.add(counter, 1));
      return tf.add(counter, 0);
    });
    const results = await Promise.all(Array.from({ length: 10 }, () => count()));
    expect(results.map((result) => result.dataSync()[0])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    dispose(counter, count, ...results);
  });

  test("lets the caller dispose an input as soon as it has called", async () => {
    const double = trace((x: tf.Tensor) => tf.mul(x, 2));
    const inputs = [tf.scalar(1), tf.scalar(2)];
    const promises = inputs.map((input) => double(input));
    dispose(...inputs);
    const results = await Promise.all(promises);
    expect(results.map((result) => result.dataSync()[0])).toEqual([2, 4]);
    dispose(double, ...results);
  });

  test("leaves a variable that is an input as it is, also when it is assigned to before the call's turn", async () => {
    const weight = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const traced = trace((x: tf.Tensor) => tf.mul(x, 10));
    const tensors = tf.memory().numTensors;
    const before = traced(weight);
    tf.tidy(() => weight.assign(tf.tensor1d([3, 4])));
    const results = [await before, await traced(weight)];
    expect(results.map((result) => [...result.dataSync()])).toEqual([
      [10, 20],
      [30, 40],
    ]);
    expect([...weight.dataSync()]).toEqual([3, 4]);
    expect(tf.memory().numTensors).toBe(tensors + 2);
    dispose(weight, traced, ...results);
  });

  test("finishes the calls that were made before dispose, and keeps no trace of them", async () => {
    const traced = trace((x: tf.Tensor) => tf.neg(x));
    const x = tf.scalar(1);
    const call = traced(x);
    traced.dispose();
    const result = await call;
    expect(result.dataSync()[0]).toBe(-1);
    await refusal(traced(x));
    expect(traced.traceCount).toBe(0);
    dispose(x, result);
  });

  test("traces once for each combination of dtypes and shapes", async () => {
    let runs = 0;
    const traced = trace((x: tf.Tensor) => {
      runs++;
      return tf.neg(x);
    });
    const inputs = [tf.ones([2]), tf.zeros([2]), tf.ones([3]), tf.ones([3], "int32")];
    const results = [];
    for (const input of inputs) results.push(await traced(input));
    expect([runs, traced.traceCount]).toEqual([3, 3]);
    expect(results[3]?.dtype).toBe("int32");
    dispose(traced, ...inputs, ...results);
  });

  test("keeps the traces that were called last, and makes the others again", async () => {
    let runs = 0;
    const traced = trace(
      (x: tf.Tensor) => {
        runs++;
        return tf.neg(x);
      },
      { maxTraces: 2 },
    );
    const call = async (size: number) => {
      const x = tf.ones([size]);
      const y = await traced(x);
      expect([...y.dataSync()]).toEqual(new Array(size).fill(-1));
      dispose(x, y);
      return runs;
    };
    const made: number[] = [];
    for (const size of [1, 2, 1, 3, 1, 2, 3]) made.push(await call(size));
    // 3 takes the place of 2, which takes the place of 3 again.
    expect(made).toEqual([1, 2, 2, 3, 3, 4, 5]);
    expect(traced.traceCount).toBe(2);
    traced.dispose();
    expect(() => trace((x: tf.Tensor) => x, { maxTraces: 0 })).toThrow("maxTraces must be a whole number of 1 or more");
  });

  test("keeps four frozen traces, and no more of their tensors", async () => {
    const kernel = tf.tidy(() => tf.variable(tf.randomNormal([3, 3, 8, 256], 0, 1, "float32", 1)));
    const traced = trace((x: tf.Tensor4D) => tf.conv2d(x, kernel as tf.Tensor4D, 1, "same"), { freeze: true });
    for (let size = 4; size < 12; size++) {
      const x = tf.ones<tf.Rank.R4>([1, size, size, 8]);
      dispose(x, await traced(x));
    }
    expect(traced.traceCount).toBe(4);
    dispose(kernel, traced);
  });

  test("keeps the event loop running during a call", async () => {
    const heavy = trace((x: tf.Tensor2D) => {
      let y: tf.Tensor2D = x;
      for (let count = 0; count < 40; count++) y = tf.matMul(y, x);
      return y;
    });
    const x = tf.zeros<tf.Rank.R2>([600, 600]);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const result = await heavy(x);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
    dispose(x, result, heavy);
  });

  test("draws anew at every call and repeats with the seed", async () => {
    const draw = async (seed: number) => {
      const random = new RandomGenerator(seed);
      const traced = trace(() => [random.uniform([4]), random.normal([4], 5, 2)]);
      const calls = [await traced(), await traced()].flat();
      const values = calls.map((tensor) => Array.from(tensor.dataSync()));
      dispose(random, traced, ...calls);
      return values;
    };
    const first = await draw(7);
    expect(new Set(first.map(String)).size).toBe(4);
    expect(await draw(7)).toEqual(first);
    expect(await draw(8)).not.toEqual(first);
  });

  test("draws the same eagerly and traced", async () => {
    const [eager, traced] = [new RandomGenerator(3), new RandomGenerator(3)];
    const expected = tf.tidy(() =>
      [eager.uniform([3], -1, 1), eager.bernoulli([9], 0.5)].map((drawn) => drawn.dataSync()),
    );
    const function_ = trace(() => [traced.uniform([3], -1, 1), traced.bernoulli([9], 0.5)]);
    const results = await function_();
    expect(results.map((result) => result.dataSync())).toEqual(expected);
    expect(traced.state.dataSync()).toEqual(eager.state.dataSync());
    dispose(eager, traced, function_, ...results);
  });

  test("takes ops with list inputs and ops that tfjs does not know", async () => {
    const traced = trace((x: tf.Tensor1D) => {
      const [sorted, indices] = runOp(
        "TopKV2",
        [x, tf.scalar(2, "int32")],
        { T: attr.type("float32"), sorted: true },
        2,
      );
      return [tf.concat([x, x, x]), tf.stack([x, x]), tf.addN([x, x, x, x]), sorted ?? x, indices ?? x];
    });
    const x = tf.tensor1d([1, 3, 2]);
    const results = await traced(x);
    expect(results.map((result) => Array.from(result.dataSync()))).toEqual([
      [1, 3, 2, 1, 3, 2, 1, 3, 2],
      [1, 3, 2, 1, 3, 2],
      [4, 12, 8],
      [3, 2],
      [1, 2],
    ]);
    dispose(x, traced, ...results);
  });

  test("computes in bfloat16 when asked, but leaves held values in float32", async () => {
    const weights = tf.tidy(() => tf.variable(tf.ones([64, 64])));
    const x = tf.randomNormal<tf.Rank.R2>([32, 64], 0, 1, "float32", 5);
    const step = trace(
      (input: tf.Tensor2D) => {
        const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(tf.matMul(input, weights))), [weights]);
        const gradient = grads[weights.name];
        if (gradient !== undefined) weights.assign(tf.sub(weights, tf.mul(holdFloat32(gradient), 1e-4)));
        return { value, product: tf.matMul(input, weights) };
      },
      { precision: "bfloat16" },
    );
    const result = await step(x);
    const bits = new Uint32Array(weights.dataSync().buffer);
    expect(bits.some((value) => (value & 0xffff) !== 0)).toBe(true);
    dispose(weights, x, step, result.value, result.product);
  });

  test("keeps tensors and native handles flat over 1,000 steps", async () => {
    const weights = tf.tidy(() => tf.variable(tf.ones([8, 8])));
    const random = new RandomGenerator(0);
    const step = trace((x: tf.Tensor2D) => {
      weights.assign(tf.add(tf.mul(weights, 0.9), tf.matMul(x, random.normal([8, 8]) as tf.Tensor2D)));
      return tf.mean(weights);
    });
    const run = async (): Promise<void> => {
      const x = tf.ones<tf.Rank.R2>([8, 8]);
      const mean = await step(x);
      dispose(x, mean);
    };
    for (let count = 0; count < 10; count++) await run();
    const before = { tfjs: tf.memory().numTensors, native: currentEngine()?.tensorCount() };
    for (let count = 0; count < 1000; count++) await run();
    expect({ tfjs: tf.memory().numTensors, native: currentEngine()?.tensorCount() }).toEqual(before);
    dispose(weights, random, step);
  });
});

describe("trace refuses", () => {
  test("a read inside the trace", async () => {
    const x = tf.scalar(1);
    const read = trace((input: tf.Tensor) => tf.scalar(input.dataSync()[0] ?? 0));
    expect(await refusal(read(x))).toContain("read a tensor's values");
    dispose(x, read);
  });

  test("random numbers drawn in JavaScript, unless they are seeded", async () => {
    const unseeded = trace(() => tf.randomUniform([2]));
    const seeded = trace(() => tf.randomUniform([2], 0, 1, "float32", 1));
    expect(await refusal(unseeded())).toContain("drew random numbers in JavaScript");
    const result = await seeded();
    expect(tf.tidy(() => tf.randomUniform([2], 0, 1, "float32", 1).dataSync())).toEqual(result.dataSync());
    expect(typeof Math.random()).toBe("number");
    dispose(unseeded, seeded, result);
  });

  test("tensors that escape", async () => {
    const kept: tf.Tensor[] = [];
    const leak = trace((x: tf.Tensor) => {
      kept.push(tf.keep(tf.neg(x)));
      return x;
    });
    const x = tf.scalar(1);
    expect(await refusal(leak(x))).toContain("1 tensors escape");
    expect(() => kept[0]?.dataSync()).toThrow("made inside a traced function was used outside");
    dispose(x, leak, ...kept);
  });

  test("variables made inside", async () => {
    const before = Object.keys(tf.engine().registeredVariables).length;
    const make = trace((x: tf.Tensor) => tf.variable(x));
    const x = tf.scalar(1);
    expect(await refusal(make(x))).toContain("Create variables before the first call");
    expect(Object.keys(tf.engine().registeredVariables)).toHaveLength(before);
    dispose(x, make);
  });

  test("an asynchronous function", async () => {
    // The types refuse it too; JavaScript callers have no types.
    const step = (async (x: tf.Tensor) => x) as unknown as (x: tf.Tensor) => tf.Tensor;
    const traced = trace(step);
    const x = tf.scalar(1);
    expect(await refusal(traced(x))).toContain("can't be async");
    dispose(x, traced);
  });

  // Vitest fails a file in which a promise rejects and nobody hears of it.
  test.each<[string, (x: tf.Tensor) => unknown]>([
    ["await of a value", async (x) => tf.mul(x, (await x.data())[0] ?? 0)],
    ["await, then an op", (x) => afterAwait(x)],
    [
      "another library's promise",
      // biome-ignore lint/suspicious/noThenProperty: what other libraries' promises have
      (x) => ({ then: (_: unknown, reject: (reason: Error) => void) => reject(new Error(x.dtype)) }),
    ],
  ])("an asynchronous function: %s", async (_, step) => {
    const traced = trace(step as (x: tf.Tensor) => tf.Tensor);
    const x = tf.scalar(1);
    expect(await refusal(traced(x))).toContain("can't be async");
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await refusal(traced(x))).toContain("can't be async");
    dispose(x, traced);
  });

  test.each<[string, (x: tf.Tensor) => unknown]>([
    ["a read that nobody waits for", (x) => void x.data()],
    ["a print of it", (x) => void x.array().then((values) => process.stdout.write(String(values)))],
    ["a promise that rejects later", () => void Promise.resolve().then(() => Promise.reject(new Error("later")))],
    ["an inner async function that goes on", (x) => void afterAwait(x)],
    ["a timer", (x) => void setTimeout(() => tf.neg(x).dataSync(), 0)],
    ["an interval", (x) => void setInterval(() => tf.neg(x).dataSync(), 1)],
    ["setImmediate", (x) => void setImmediate(() => tf.neg(x).dataSync())],
    ["a microtask", (x) => queueMicrotask(() => void tf.neg(x).dataSync())],
    ["a promise in its result", (x) => ({ y: tf.neg(x), later: Promise.reject(new Error("later")) })],
  ])("what is left for later: %s", async (_, leave) => {
    const before = tf.memory().numTensors;
    const weight = tf.tidy(() => tf.variable(tf.scalar(1)));
    const traced = trace((x: tf.Tensor) => {
      weight.assign(tf.add(weight, x));
      const left = leave(x);
      return typeof left === "object" ? (left as tf.TensorContainer) : tf.neg(x);
    });
    const x = tf.scalar(1);
    expect(await refusal(traced(x))).toContain("left something for later");
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(weight.dataSync()[0]).toBe(1);
    dispose(x, weight, traced);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("nothing that prints, and leaves timers and promises outside of it alone", async () => {
    let ticks = 0;
    const outside = new Promise((resolve) => setTimeout(() => resolve(++ticks), 1));
    const traced = trace((x: tf.Tensor) => {
      process.stdout.write("");
      return tf.neg(x);
    });
    const x = tf.scalar(1);
    const y = await traced(x);
    expect([y.dataSync()[0], await outside]).toEqual([-1, 1]);
    expect(await new Promise((resolve) => queueMicrotask(() => resolve("ran")))).toBe("ran");
    dispose(x, y, traced);
  });

  test("a disposed input, an input that is no tensor, and a call after dispose", async () => {
    const traced = trace((x: tf.Tensor) => tf.neg(x), { name: "negate" });
    const x = tf.scalar(1);
    x.dispose();
    expect(await refusal(traced(x))).toContain("negate: input 0 was disposed");
    expect(await refusal(traced(3 as unknown as tf.Tensor))).toContain("negate: input 0 must be a tensor, got number");
    traced.dispose();
    expect(await refusal(traced(x))).toContain("negate: the traced function was disposed");
  });

  test("a captured tensor or variable that is gone", async () => {
    const outside = tf.scalar(2);
    const weight = tf.tidy(() => tf.variable(tf.scalar(3), true, "theWeight"));
    const traced = trace((x: tf.Tensor) => tf.mul(tf.mul(x, outside), weight));
    const x = tf.scalar(1);
    const result = await traced(x);
    expect(result.dataSync()[0]).toBe(6);
    outside.dispose();
    expect(await refusal(traced(x))).toContain("captured from outside was disposed");
    dispose(x, result, weight, traced);
  });

  test("a traced function inside another one's trace", async () => {
    const inner = trace((x: tf.Tensor) => tf.neg(x), { name: "inner" });
    const outer = trace((x: tf.Tensor) => {
      void inner(x);
      return tf.neg(x);
    });
    const x = tf.scalar(1);
    expect(await refusal(outer(x))).toContain("inner: a traced function was called inside another one's trace");
    expect(inner.traceCount).toBe(0);
    dispose(x, inner, outer);
  });

  test.each([
    ["fewer tensors than a list should have", 5, 2, "ConcatV2: expected 5 tensor(s) for its input"],
    ["more tensors than an op takes", 1, 3, "ConcatV2: takes 2 tensor(s), got 4"],
  ])("%s", async (_, n, count, message) => {
    const traced = trace((x: tf.Tensor) => {
      const inputs = [...new Array<tf.Tensor>(count).fill(x), tf.scalar(0, "int32")];
      const attributes = { N: attr.int(n), T: attr.type("float32"), Tidx: attr.type("int32") };
      return runOp("ConcatV2", inputs, attributes)[0] ?? x;
    });
    const x = tf.ones([3]);
    await expect(traced(x)).rejects.toThrow(TensorFlowError);
    await expect(traced(x)).rejects.toThrow(message);
    dispose(x, traced);
  });

  test("a wrong dtype, with the op's name", async () => {
    const traced = trace(
      (x: tf.Tensor) => runOp("SpaceToDepth", [x], { T: attr.type("float32"), block_size: attr.int(2) })[0] ?? x,
    );
    const x = tf.ones([1, 2, 2, 1], "int32");
    await expect(traced(x)).rejects.toThrow(/SpaceToDepth/);
    dispose(x, traced);
  });

  test("an output whose shape depends on values", async () => {
    const traced = trace((x: tf.Tensor) => runOp("Where", [x], { T: attr.type("float32") })[0] ?? x);
    const x = tf.ones([3]);
    expect(await refusal(traced(x))).toContain("Where: its output's shape depends on values");
    dispose(x, traced);
  });

  test("and restores variables and the backend after a failed trace", async () => {
    const weight = tf.tidy(() => tf.variable(tf.scalar(1)));
    const traced = trace((x: tf.Tensor) => {
      weight.assign(tf.add(weight, x));
      throw new Error("the step failed");
    });
    const x = tf.scalar(1);
    await expect(traced(x)).rejects.toThrow("the step failed");
    expect(weight.dataSync()[0]).toBe(1);
    expect(tf.tidy(() => tf.add(weight, 1).dataSync()[0])).toBe(2);
    dispose(x, weight, traced);
  });
});

// tfjs keeps what an op saves for its gradient; setup-native.ts fails each of these tests if any of it is left.
describe("a step that throws leaves no tensor behind", () => {
  const fail = (): never => {
    throw new Error("the step failed");
  };
  const failAfter = (_: tf.Tensor): never => fail();
  /** An op whose gradient takes its input, and whose forward or backward throws. */
  const failing = (where: "forward" | "backward") =>
    tf.customGrad((x, save) => {
      if (!(x instanceof tf.Tensor) || typeof save !== "function") throw new TypeError("customGrad gave no tensor");
      save([x]);
      return where === "forward" ? fail() : { value: tf.square(x), gradFunc: fail };
    });

  test.each([
    ["in the forward", "failed", (x: tf.Tensor) => failAfter(tf.exp(x))],
    ["in nested tidies", "failed", (x: tf.Tensor) => tf.tidy(() => tf.tidy(() => failAfter(tf.keep(tf.exp(x)))))],
    ["in a custom op, after it saved", "failed", failing("forward")],
    ["in a custom gradient", "failed", failing("backward")],
    ["since the loss does not depend on the weight", "Cannot find a connection", () => tf.square(tf.ones([2]))],
  ])("%s", async (_, message, loss) => {
    const weight = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const outside = tf.scalar(3);
    const step = trace(
      (x: tf.Tensor) =>
        tf.variableGrads(() => tf.sum(loss(tf.mul(tf.mul(weight, tf.keep(outside)), x))), [weight]).value,
    );
    const x = tf.scalar(1);
    const before = { tfjs: tf.memory().numTensors, native: currentEngine()?.tensorCount() };
    for (let count = 0; count < 3; count++) await expect(step(x)).rejects.toThrow(message);
    expect({ tfjs: tf.memory().numTensors, native: currentEngine()?.tensorCount() }).toEqual(before);
    expect(outside.dataSync()[0]).toBe(3);
    dispose(weight, outside, x, step);
  });
});
