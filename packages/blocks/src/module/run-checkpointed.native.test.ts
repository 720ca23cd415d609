import * as tf from "@tensorflow/tfjs-core";
import { profileOps, RandomGenerator, trace } from "@tresnet/engine";
import { noise, relativeError } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import { BasicBlock } from "../layers/basic-block.ts";
import { Bottleneck } from "../layers/bottleneck.ts";
import { type Layer, runLayers } from "./layer.ts";
import { type Context, inference, trainingContext } from "./module.ts";
import { runCheckpointed } from "./run-checkpointed.ts";
import { disposeModule, initializeWeights, namedWeights, weightsOf } from "./weights.ts";

const shape: [number, number, number, number] = [4, 5, 7, 6];
const input = () => tf.tensor4d(noise(tf.util.sizeFromShape(shape), 3), shape);

/** Three blocks, [4, 5, 7, 6] → [4, 3, 4, 12]; no scale of 0 hides a branch. */
function makeBlocks({ dropPathRate = 0, inPlace = false } = {}): Layer[] {
  const blocks = [
    new BasicBlock(6, 6, { squeezed: 4, dropPathRate, inPlace }),
    new BasicBlock(6, 8, { stride: 2, dropPathRate, inPlace }),
    new Bottleneck(8, 3, { squeezed: 2, dropPathRate, inPlace }),
  ];
  initializeWeights(blocks, 1);
  [...namedWeights(blocks)].forEach(([key, weight], seed) => {
    const positive = key.endsWith("running_var");
    if (weight.shape.length === 1) weight.assign(noise(weight.size, seed, positive ? 0.5 : -1, positive ? 2 : 1));
  });
  return blocks;
}

const parameters = (blocks: Layer[]) => [...weightsOf(blocks).values()].filter(({ trainable }) => trainable);
const values = (blocks: Layer[]) => [...weightsOf(blocks).values()].map((variable) => variable.dataSync());

interface Step {
  readonly run: typeof runLayers;
  readonly context?: Context;
  readonly trained?: readonly tf.Variable[];
}

/** The loss and its gradients by `trained`, of a product after the blocks. */
function step(blocks: Layer[], x: tf.Tensor4D, { run, context = trainingContext(), trained }: Step): tf.Tensor[] {
  const variables = trained ?? parameters(blocks);
  const { value, grads } = tf.variableGrads(() => {
    const y = run(blocks, tf.mul(x, 2), context);
    return tf.sum<tf.Scalar>(tf.mul(tf.sigmoid(y), tf.tensor(noise(y.size, 5), y.shape)));
  }, [...variables]);
  return [value, ...variables.map(({ name }) => grads[name] as tf.Tensor)];
}

const read = (tensors: readonly tf.Tensor[]) => tensors.map((tensor) => tensor.dataSync());

/** What `step` gives, eagerly or as a traced function. */
async function results(mode: string, blocks: Layer[], options: Step): Promise<tf.TypedArray[]> {
  const x = input();
  const traced = trace((images: tf.Tensor4D) => step(blocks, images, options));
  const tensors = mode === "traced" ? await traced(x) : tf.tidy(() => step(blocks, x, options));
  const found = read(tensors);
  tf.dispose([x, tensors]);
  traced.dispose();
  return found;
}

describe.each(["eagerly", "traced"])("runCheckpointed, %s", (mode) => {
  test("draws for drop path in the second pass what it drew in the first, and nothing more", async () => {
    const outcomes = [];
    for (const run of [runLayers, runCheckpointed]) {
      const blocks = makeBlocks({ dropPathRate: 0.5 });
      const random = new RandomGenerator(4);
      const context = trainingContext(random);
      const first = await results(mode, blocks, { run, context });
      const second = await results(mode, blocks, { run, context });
      outcomes.push({ first, second, values: values(blocks), state: [...random.state.dataSync()] });
      random.dispose();
      disposeModule(blocks);
    }
    const [plain, checkpointed] = outcomes;
    expect(checkpointed).toEqual(plain);
    expect(plain?.state).toEqual([4, 6]);
    expect(plain?.second).not.toEqual(plain?.first);
  });

  test("leaves frozen weights alone, whole blocks and single norms", async () => {
    const outcomes = [];
    for (const run of [runLayers, runCheckpointed]) {
      const blocks = makeBlocks({ inPlace: true });
      const frozen = new Set(
        [...weightsOf(blocks)].flatMap(([key, weight]) =>
          key.startsWith("0.") || key.endsWith("bn.weight") ? [weight] : [],
        ),
      );
      const trained = parameters(blocks).filter((weight) => !frozen.has(weight));
      const found = await results(mode, blocks, { run, context: { ...trainingContext(), frozen }, trained });
      outcomes.push({ found, values: values(blocks) });
      disposeModule(blocks);
    }
    expect(outcomes[1]).toEqual(outcomes[0]);
  });
});

test("gives the gradient of the input, also where no weight is trained", () => {
  const blocks = makeBlocks();
  const frozen = new Set(weightsOf(blocks).values());
  tf.tidy(() => {
    const x = input();
    const gradient = (run: typeof runLayers, context: Context) =>
      tf
        .grad((images) => tf.sum(tf.square(run(blocks, images as tf.Tensor4D, context))))(x)
        .dataSync();
    for (const context of [trainingContext(), { ...trainingContext(), frozen }]) {
      expect(gradient(runCheckpointed, context)).toEqual(gradient(runLayers, context));
    }
  });
  disposeModule(blocks);
});

test("computes in bfloat16 what the plain blocks compute in it", async () => {
  const found = [];
  for (const run of [runLayers, runCheckpointed]) {
    const blocks = makeBlocks();
    const x = input();
    const traced = trace((images: tf.Tensor4D) => step(blocks, images, { run }), { precision: "bfloat16" });
    const tensors = await traced(x);
    found.push(read(tensors));
    tf.dispose([x, tensors]);
    traced.dispose();
    disposeModule(blocks);
  }
  const [plain = [], checkpointed = []] = found;
  // 0.05: bfloat16 has 8 bits, and the second pass may round in other places
  plain.forEach((values, index) => {
    expect(relativeError(checkpointed[index] ?? [], values), `tensor ${index}`).toBeLessThan(0.05);
  });
});

test("keeps the blocks' inputs only, for the backward pass", () => {
  const [plain, checkpointed] = [runLayers, runCheckpointed].map((run) => {
    const blocks = makeBlocks();
    let kept = 0;
    // Its gradient is computed first.
    const probe = tf.customGrad((y) => ({
      value: (y as tf.Tensor).clone(),
      gradFunc: (dy) => {
        kept = tf.memory().numBytes;
        return dy.clone();
      },
    }));
    const before = tf.memory().numBytes;
    tf.tidy(() => {
      const x = input();
      tf.variableGrads(() => tf.sum<tf.Scalar>(probe(run(blocks, x, trainingContext()))), parameters(blocks));
    });
    disposeModule(blocks);
    return kept - before;
  });
  expect(checkpointed).toBeLessThan((plain ?? 0) / 3);
});

test("in a graph the second pass is not merged with the first, and begins when its gradient is known", async () => {
  const blocks = [new BasicBlock(6, 6), new BasicBlock(6, 6)];
  initializeWeights(blocks, 1);
  const x = tf.tensor4d(noise(2 * 9 * 8 * 6, 3), [2, 9, 8, 6]);
  const traced = trace((images: tf.Tensor4D) => step(blocks, images, { run: runCheckpointed }));
  const [call] = await profileOps(async () => tf.dispose(await traced(x)));
  const convolutions = (call?.ops ?? []).filter(({ type }) => type.includes("Conv2D"));
  const passes = convolutions.map(({ type }) => (type.includes("Backprop") ? "b" : "f")).join("");
  // Both blocks forward and the last one again; the first one again after the gradients of both convolutions after it.
  // Those of weights come when there is time, and nobody wants the gradient of x.
  expect(passes).toMatch(/^f{6}b{2,}fb*fb+$/);
  expect(passes).toHaveLength(8 + 7);
  tf.dispose(x);
  traced.dispose();
  disposeModule(blocks);
});

test("runs layers as they are in inference", () => {
  const blocks = makeBlocks({ dropPathRate: 0.5 });
  tf.tidy(() => {
    const x = input();
    expect(runCheckpointed(blocks, x, inference).dataSync()).toEqual(runLayers(blocks, x, inference).dataSync());
  });
  disposeModule(blocks);
});
