import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import { attr, runOp, storeInPlace, TensorFlowError, TraceError, trace, updateInPlace, waitFor } from "../index.ts";

const made: tf.Variable[] = [];
afterEach(() => tf.dispose(made.splice(0)));

function stored(values: number[]): tf.Variable<tf.Rank.R1> {
  const variable = tf.tidy(() => tf.variable(tf.tensor1d(values)));
  storeInPlace([variable]);
  made.push(variable);
  return variable;
}

const float = { T: attr.type("float32"), use_locking: true };

/** variable −= rate · delta */
function descend(variable: tf.Variable, rate: number, delta: tf.Tensor): void {
  tf.tidy(() => updateInPlace("ResourceApplyGradientDescent", [variable], [tf.scalar(rate), delta], float));
}

describe("updateInPlace, op by op", () => {
  it("changes a variable, and nobody's copy of it", () => {
    const weight = stored([1, 2]);
    const before = weight.clone();
    tf.tidy(() => descend(weight, 0.5, tf.tensor1d([2, 4])));
    const between = weight.clone();
    tf.tidy(() => descend(weight, 1, tf.tensor1d([1, 1])));
    expect([before, between, weight].map((tensor) => [...tensor.dataSync()])).toEqual([
      [1, 2],
      [0, 0],
      [-1, -1],
    ]);
    tf.dispose([before, between]);
  });

  it("goes on from a tensor that was assigned", () => {
    const weight = stored([1]);
    tf.tidy(() => descend(weight, 1, tf.tensor1d([1])));
    tf.tidy(() => weight.assign(tf.tensor1d([10])));
    tf.tidy(() => descend(weight, 1, tf.tensor1d([1])));
    expect([...weight.dataSync()]).toEqual([9]);
  });

  it("takes the variable itself as an input, eagerly as in a trace", async () => {
    const [eager, traced] = [stored([4]), stored([4])];
    tf.tidy(() => descend(eager, 0.5, eager));
    const step = trace(() => {
      descend(traced, 0.5, traced);
      return tf.scalar(0);
    });
    (await step()).dispose();
    expect([eager, traced].map((variable) => variable.dataSync()[0])).toEqual([2, 2]);
    step.dispose();
  });

  it("leaves the variable as it was when the op fails", () => {
    const weight = stored([1]);
    expect(() => tf.tidy(() => descend(weight, 1, tf.tensor1d([1, 2])))).toThrow(TensorFlowError);
    expect([...weight.dataSync()]).toEqual([1]);
  });
});

describe("updateInPlace in a traced function", () => {
  it("keeps the order of reads and updates that the function has", async () => {
    const weight = stored([1]);
    const step = trace((rate: tf.Scalar) => {
      const before = tf.mul(weight, 10);
      const copy = weight.clone();
      updateInPlace("ResourceApplyGradientDescent", [weight], [rate, tf.tensor1d([1])], float);
      const between = tf.mul(weight, 10);
      updateInPlace("ResourceApplyGradientDescent", [weight], [rate, between], float);
      return tf.concat([before, tf.mul(copy, 10), between, tf.mul(weight, 10)]);
    });
    const rate = tf.scalar(2);
    const read: number[][] = [];
    for (let call = 0; call < 2; call++) {
      const result = await step(rate);
      read.push([...result.dataSync()]);
      result.dispose();
    }
    // 1 → 1 − 2 = −1 → −1 + 20 = 19; 19 → 17 → 17 − 340 = −323
    expect(read).toEqual([
      [10, 10, -10, 190],
      [190, 190, 170, -3230],
    ]);
    expect([...weight.dataSync()]).toEqual([-323]);
    rate.dispose();
    step.dispose();
  });

  it("reads what another function changed, traced before or after, and what was assigned or swapped between calls", async () => {
    const weight = stored([1]);
    const other = tf.tidy(() => tf.variable(tf.tensor1d([100])));
    made.push(other);
    const early = trace(() => tf.mul(weight, 2));
    const read = async (call: typeof early) => {
      const result = await call();
      const [value] = result.dataSync();
      result.dispose();
      return value;
    };
    expect(await read(early)).toBe(2);
    const step = trace(() => {
      descend(weight, 1, tf.tensor1d([1]));
      return tf.scalar(0);
    });
    const late = trace(() => tf.mul(weight, 3));
    (await step()).dispose();
    expect([await read(early), await read(late)]).toEqual([0, 0]);
    tf.tidy(() => weight.assign(tf.tensor1d([5])));
    expect([await read(early), await read(late)]).toEqual([10, 15]);
    tf.tidy(() => {
      const value = weight.clone();
      weight.assign(other);
      other.assign(value);
    });
    expect([await read(early), await read(late), other.dataSync()[0]]).toEqual([200, 300, 5]);
    (await step()).dispose();
    expect([weight.dataSync()[0], other.dataSync()[0]]).toEqual([99, 5]);
    for (const call of [early, step, late]) call.dispose();
  });

  it("leaves copies that were made outside as they are", async () => {
    const weight = stored([1]);
    const step = trace(() => {
      descend(weight, 1, tf.tensor1d([1]));
      return tf.scalar(0);
    });
    const first = weight.clone();
    (await step()).dispose();
    const second = weight.clone();
    (await step()).dispose();
    expect([first, second, weight].map((tensor) => tensor.dataSync()[0])).toEqual([1, 0, -1]);
    tf.dispose([first, second]);
    step.dispose();
  });

  it("happens not at all where it waits for something that fails", async () => {
    const weight = stored([1]);
    const step = trace((x: tf.Scalar) => {
      const [checked = x] = runOp("CheckNumericsV2", [x], { T: attr.type("float32"), message: "x" });
      updateInPlace(
        "ResourceApplyGradientDescent",
        [weight],
        [waitFor(tf.scalar(1), [checked]), tf.tensor1d([1])],
        float,
      );
      return checked.clone();
    });
    const [fine, broken] = [tf.scalar(0), tf.scalar(Number.NaN)];
    await expect(step(broken)).rejects.toThrow(TensorFlowError);
    expect(weight.dataSync()[0]).toBe(1);
    (await step(fine)).dispose();
    expect(weight.dataSync()[0]).toBe(0);
    tf.dispose([fine, broken]);
    step.dispose();
  });

  it("is refused for a variable that is not stored, or was assigned in the same function", async () => {
    const plain = tf.tidy(() => tf.variable(tf.tensor1d([1])));
    const weight = stored([1]);
    made.push(plain);
    const steps = [
      trace(() => {
        descend(plain, 1, tf.tensor1d([1]));
        return tf.scalar(0);
      }),
      trace(() => {
        weight.assign(tf.tensor1d([2]));
        descend(weight, 1, tf.tensor1d([1]));
        return tf.scalar(0);
      }),
    ];
    for (const [index, message] of [/is not stored in place.*storeInPlace/, /has assigned a tensor/].entries()) {
      const step = steps[index];
      await expect(step?.()).rejects.toThrow(TraceError);
      await expect(step?.()).rejects.toThrow(message);
      step?.dispose();
    }
    expect([plain, weight].map((variable) => variable.dataSync()[0])).toEqual([1, 1]);
  });
});

it("a variable that was assigned what another stores in place can be traced", async () => {
  const weight = stored([1]);
  const average = tf.tidy(() => tf.variable(tf.tensor1d([5])));
  made.push(average);
  const sum = () =>
    trace(() => {
      descend(weight, 1, tf.tensor1d([1]));
      return tf.add(weight, average);
    });
  const first = sum();
  tf.dispose(await first());
  tf.tidy(() => average.assign(weight));
  const second = sum();
  const result = await second();
  expect([[...result.dataSync()], [...weight.dataSync()], [...average.dataSync()]]).toEqual([[-1], [-1], [0]]);
  result.dispose();
  first.dispose();
  second.dispose();
});

it("a copy of a stored variable can be captured by a traced function, and keeps its values", async () => {
  const weight = stored([1]);
  tf.tidy(() => descend(weight, 1, tf.tensor1d([1])));
  const copy = weight.clone();
  const step = trace(() => {
    descend(weight, 1, tf.tensor1d([1]));
    return tf.add(copy, weight);
  });
  const sums = [];
  for (let call = 0; call < 2; call++) {
    const result = await step();
    sums.push(...result.dataSync());
    result.dispose();
  }
  expect(sums).toEqual([-1, -2]);
  expect([...copy.dataSync()]).toEqual([0]);
  copy.dispose();
  step.dispose();
});
