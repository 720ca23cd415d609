/** A training that is saved and resumed ends where one ends that was never interrupted, to the bit. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { disposeModule, weightsOf } from "@tresnet/blocks";
import { readSafetensors } from "@tresnet/checkpoints";
import { RandomGenerator } from "@tresnet/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { colorBatch, TinyNet } from "../../test/tiny-net.ts";
import { adamW } from "../optimizers/adam-w.ts";
import type { OptimizerFactory } from "../optimizers/optimizer.ts";
import { sgd } from "../optimizers/sgd.ts";
import { oneCycle } from "../schedules/one-cycle.ts";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { averageState, modelState } from "./state.ts";
import { createTrainStep } from "./train-step.ts";
import { WeightAverage } from "./weight-average.ts";

const steps = 7;
const schedule = oneCycle({ maxLearningRate: 0.2, totalSteps: steps });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-resume-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A training of its own model from its own seed; everything it has in memory is gone afterwards. */
async function train(
  optimizer: OptimizerFactory,
  { seed, from, to, resume, save }: { seed: number; from: number; to: number; resume?: string; save?: string },
): Promise<Map<string, Uint32Array>> {
  const model = new TinyNet(3, seed);
  const random = new RandomGenerator(seed);
  const average = new WeightAverage(weightsOf(model), { decay: 0.9 });
  const step = createTrainStep({ model, optimizer, random, average, smoothing: 0.1, clipGradient: 1 });
  if (resume !== undefined) await loadCheckpoint(resume, step.state());
  for (let i = from; i < to; i++) {
    const { images, labels } = colorBatch(6, 3, i);
    const { learningRate, momentum } = schedule(i);
    await step.run(images, labels, learningRate, momentum);
    tf.dispose([images, labels]);
  }
  if (save !== undefined) await saveCheckpoint(save, step.state());
  const bits = new Map([...step.state()].map(([name, variable]) => [name, bitsOf(variable)]));
  step.dispose();
  average.dispose();
  random.dispose();
  disposeModule(model);
  return bits;
}

function bitsOf(variable: tf.Variable): Uint32Array {
  const { buffer, byteOffset, length } = variable.dataSync().slice();
  return new Uint32Array(buffer, byteOffset, length);
}

describe.each([
  ["sgd", sgd({ nesterov: true, weightDecay: 1e-3 })],
  ["adamW", adamW()],
])("%s", (name, optimizer) => {
  test.each([0, 1, 4])("resumes after %d steps, in a model of another seed", async (k) => {
    const file = path.join(folder, `${name}-${k}.safetensors`);
    const whole = await train(optimizer, { seed: 1, from: 0, to: steps });
    await train(optimizer, { seed: 1, from: 0, to: k, save: file });
    const resumed = await train(optimizer, { seed: 99, from: k, to: steps, resume: file });
    expect(resumed).toEqual(whole);
    expect([...whole.keys()]).toEqual(
      expect.arrayContaining(["model.conv1.bn.running_var", "average.fc.weight", "random", "step"]),
    );
    expect(whole.get("step")).toEqual(Uint32Array.of(steps));
  });

  test("ends elsewhere from another seed", async () => {
    const one = await train(optimizer, { seed: 1, from: 0, to: 2 });
    const other = await train(optimizer, { seed: 2, from: 0, to: 2 });
    expect(other.get("model.fc.weight")).not.toEqual(one.get("model.fc.weight"));
  });
});

test("a checkpoint that is written while a step runs is of after that step, whole", async () => {
  const file = path.join(folder, "during.safetensors");
  const whole = await train(sgd(), { seed: 1, from: 0, to: 2 });
  const model = new TinyNet(3, 1);
  const random = new RandomGenerator(1);
  const step = createTrainStep({ model, optimizer: sgd(), random, smoothing: 0.1, clipGradient: 1 });
  const batches = [0, 1, 2].map((i) => colorBatch(6, 3, i));
  let saving: Promise<void> | undefined;
  const running = batches.map(({ images, labels }, i) => {
    const { learningRate, momentum } = schedule(i);
    const result = step.run(images, labels, learningRate, momentum);
    if (i === 1) saving = saveCheckpoint(file, step.state());
    return result;
  });
  await Promise.all([...running, saving]);
  const { tensors } = await readSafetensors(file);
  expect(tensors.get("step")?.data).toEqual(Int32Array.of(2));
  for (const name of modelState(weightsOf(model)).keys()) {
    const { buffer, byteOffset, length } = Float32Array.from(tensors.get(name)?.data as Float32Array);
    expect(new Uint32Array(buffer, byteOffset, length)).toEqual(whole.get(name));
  }
  tf.dispose(batches.map(({ images, labels }) => [images, labels]));
  step.dispose();
  random.dispose();
  disposeModule(model);
});

test("a running training goes back to its checkpoint and repeats what it did", async () => {
  const file = path.join(folder, "back.safetensors");
  const model = new TinyNet(3, 1);
  const random = new RandomGenerator(2);
  const step = createTrainStep({ model, optimizer: sgd(), random });
  const { images, labels } = colorBatch(6, 3, 4);
  await step.run(images, labels, 0.1);
  await saveCheckpoint(file, step.state());
  const first = [await step.run(images, labels, 0.1), await step.run(images, labels, 0.1)];
  await loadCheckpoint(file, step.state());
  expect([await step.run(images, labels, 0.1), await step.run(images, labels, 0.1)]).toEqual(first);
  step.dispose();
  random.dispose();
  disposeModule(model);
  tf.dispose([images, labels]);
});

test("the weights alone, or their average, load from a training's checkpoint into a model", async () => {
  const file = path.join(folder, "weights.safetensors");
  const ended = await train(sgd(), { seed: 1, from: 0, to: 3, save: file });
  const model = new TinyNet(3, 8);
  const weights = weightsOf(model);
  for (const [prefix, part] of [
    ["model", modelState(weights)],
    ["average", averageState(weights)],
  ] as const) {
    await loadCheckpoint(file, part, { partial: true });
    for (const [name, weight] of weights) expect(bitsOf(weight), name).toEqual(ended.get(`${prefix}.${name}`));
  }
  disposeModule(model);
});
