/** What every block keeps, whatever it computes. */
import * as tf from "@tensorflow/tfjs-core";
import { trace } from "@tresnet/engine";
import { noise, relativeError } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import {
  type Context,
  disposeModule,
  inference,
  initializeWeights,
  type Layer,
  namedWeights,
  runCheckpointed,
  runLayers,
  trainingContext,
  weightsOf,
} from "../src/index.ts";

/** Sums in another order; graphs fuse what eager runs apart. */
const tolerance = 1e-5;

/** Declares the contract's tests for blocks made by `make`, on inputs of `shape`. */
export function describeBlock(name: string, make: () => Layer, shape: readonly [number, number, number, number]): void {
  const [, height, width, channels] = shape;
  const input = () => tf.tensor4d(noise(tf.util.sizeFromShape([...shape]), 3), [...shape]);

  describe(name, () => {
    test("its output has the shape that its cost is counted for, in training and in inference", () => {
      const block = initialized(make);
      tf.tidy(() => {
        const { shape: map } = block.cost({ height, width, channels });
        const expected = [shape[0], map.height, map.width, map.channels];
        expect(block.forward(input(), inference).shape).toEqual(expected);
        expect(block.forward(input(), trainingContext()).shape).toEqual(expected);
      });
      disposeModule(block);
    });

    test("a training step gives the same output, gradients and statistics eagerly and traced", async () => {
      const [eager, graph] = [initialized(make), initialized(make)];
      const x = input();
      const expected = tf.tidy(() => flat(step(eager, x)));
      const traced = trace((images: tf.Tensor4D) => step(graph, images));
      const outputs = await traced(x);
      expectClose(flat(outputs), expected);
      expectClose(values(graph), values(eager));
      tf.dispose([x, outputs]);
      traced.dispose();
      disposeModule([eager, graph]);
    });

    test("with checkpointing a training step gives the same to the bit, eagerly and traced", async () => {
      const [plain, eager, graph] = [initialized(make), initialized(make), initialized(make)];
      const x = input();
      const expected = tf.tidy(() => flat(step(plain, x)));
      const outputs = tf.tidy(() => flat(step(eager, x, runCheckpointed)));
      expect(outputs).toEqual(expected);
      expect(values(eager)).toEqual(values(plain));
      const traced = trace((images: tf.Tensor4D) => step(graph, images, runCheckpointed));
      const results = await traced(x);
      expectClose(flat(results), expected);
      expectClose(values(graph), values(plain));
      tf.dispose([x, results]);
      traced.dispose();
      disposeModule([plain, eager, graph]);
    });

    test("inference gives the same output eagerly and traced, and changes nothing", async () => {
      const block = initialized(make);
      const before = values(block);
      const x = input();
      const expected = tf.tidy(() => [block.forward(x, inference).dataSync()]);
      const traced = trace((images: tf.Tensor4D) => block.forward(images, inference));
      const output = await traced(x);
      expectClose([output.dataSync()], expected);
      expect(values(block)).toEqual(before);
      tf.dispose([x, output]);
      traced.dispose();
      disposeModule(block);
    });

    test("every weight has a gradient of its own shape that is not all 0", () => {
      const block = initialized(make);
      tf.tidy(() => {
        const { gradients } = step(block, input());
        const keys = [...namedWeights(block)].filter(([, { trainable }]) => trainable).map(([key]) => key);
        gradients.forEach((gradient, index) => {
          expect(tf.max(tf.abs(gradient)).dataSync()[0], keys[index]).toBeGreaterThan(0);
        });
        expect(gradients).toHaveLength(keys.length);
      });
      disposeModule(block);
    });

    test("frozen, it computes what inference computes and its statistics stay", () => {
      const block = initialized(make);
      const before = values(block);
      tf.tidy(() => {
        const context: Context = { ...trainingContext(), frozen: new Set(weightsOf(block).values()) };
        const [frozen, expected] = [block.forward(input(), context), block.forward(input(), inference)];
        expect(relativeError(frozen.dataSync(), expected.dataSync())).toBeLessThan(tolerance);
      });
      expect(values(block)).toEqual(before);
      disposeModule(block);
    });
  });
}

/** A block whose every weight is noise, so that no scale of 0 hides a branch. */
function initialized(make: () => Layer): Layer {
  const block = make();
  initializeWeights(block, 1);
  [...namedWeights(block)].forEach(([key, weight], seed) => {
    const positive = key.endsWith("running_var");
    if (weight.shape.length === 1) weight.assign(noise(weight.size, seed, positive ? 0.5 : -1, positive ? 2 : 1));
  });
  return block;
}

/** Output and gradients of all trained weights, of a weighted sum of the output. */
function step(block: Layer, x: tf.Tensor4D, run = runLayers) {
  const trained = [...weightsOf(block).values()].filter(({ trainable }) => trainable);
  let output: tf.Tensor | undefined;
  const { grads } = tf.variableGrads(() => {
    const y = run([block], x, trainingContext());
    output = tf.keep(y.clone());
    return tf.sum<tf.Scalar>(tf.mul(y, tf.tensor(noise(y.size, 5), y.shape)));
  }, trained);
  const kept = tf.add(output ?? 0, 0);
  output?.dispose();
  return { output: kept, gradients: trained.map(({ name }) => grads[name] as tf.Tensor) };
}

function flat({ output, gradients }: { output: tf.Tensor; gradients: tf.Tensor[] }): tf.TypedArray[] {
  return [output, ...gradients].map((tensor) => tensor.dataSync());
}

function values(block: Layer): tf.TypedArray[] {
  return [...weightsOf(block).values()].map((variable) => variable.dataSync());
}

function expectClose(actual: readonly tf.TypedArray[], expected: readonly tf.TypedArray[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => {
    expect(relativeError(value, expected[index] ?? []), `tensor ${index}`).toBeLessThan(tolerance);
  });
}
