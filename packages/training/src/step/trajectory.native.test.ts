/**
 * Some training steps of a small TResNet against torch's: losses, logits, and every weight and statistic afterwards.
 */
import * as tf from "@tensorflow/tfjs-core";
import { disposeModule, inference, trainingContext, weightsOf } from "@tresnet/blocks";
import { fixturePath, goldenSets, readGoldenJson } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { readGolden, SmallTResNet, type SmallTResNetConfig } from "../../test/small-tresnet.ts";
import { sgd } from "../optimizers/sgd.ts";
import { createTrainStep } from "./train-step.ts";

interface Trajectory extends SmallTResNetConfig {
  readonly label_smoothing: number;
  /** `weight_decay` begins with the number, and says then which weights it is for. */
  readonly optimizer: { readonly lr: number; readonly momentum: number; readonly weight_decay: string };
  readonly losses: readonly number[];
}

/** max |actual − expected| / max |expected| */
function deviation(actual: tf.Tensor, expected: tf.Tensor): number {
  expect(actual.shape).toEqual(expected.shape);
  return tf.tidy(() => {
    const [largest = 1] = tf.max(tf.abs(expected)).dataSync();
    return (tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0] ?? Number.NaN) / largest;
  });
}

const trajectories = await goldenSets("trajectory.safetensors");

test.each(trajectories.flatMap((set) => [[set, "traced", true] as const, [set, "op by op", false] as const]))(
  "%s, %s: the steps follow torch's",
  async (set, _, traced) => {
    const folder = ["models", set] as const;
    const config = readGoldenJson<Trajectory>(...folder, "config.json");
    const { lr, momentum, weight_decay } = config.optimizer;
    const start = await readGolden(fixturePath(...folder, "model.safetensors"));
    const steps = await readGolden(fixturePath(...folder, "trajectory.safetensors"));
    const end = await readGolden(fixturePath(...folder, "model_final.safetensors"));
    const golden = <T extends tf.Tensor>(name: string): T => {
      const tensor = steps.get(name);
      if (tensor === undefined) throw new Error(`no golden tensor "${name}"`);
      return tensor as T;
    };
    const model = new SmallTResNet(config);
    const weights = weightsOf(model);
    expect(new Set(weights.keys())).toEqual(new Set(start.keys()));
    for (const [name, weight] of weights) weight.assign(start.get(name) ?? weight);
    const evalLogits = () => model.forward(golden<tf.Tensor4D>("eval.x"), inference);
    const optimizer = sgd({ momentum, weightDecay: Number.parseFloat(weight_decay) });
    const step = createTrainStep({ model, optimizer, smoothing: config.label_smoothing, traced });

    // Tolerances of the fixtures' README: the worst of 8 runs with noise of 1e-6 has losses 1e-6, logits 9e-6, weights
    // 5e-6.
    expect(tf.tidy(() => deviation(evalLogits(), golden("eval.logits_before")))).toBeLessThan(1e-4);
    expect(config.losses.length).toBeGreaterThan(0);
    for (const [i, goldenLoss] of config.losses.entries()) {
      const [images, labels] = [golden<tf.Tensor4D>(`step${i}.x`), golden<tf.Tensor1D>(`step${i}.labels`)];
      const context = { ...trainingContext(), update: () => undefined };
      const logits = tf.tidy(() => model.forward(images, context));
      expect(deviation(logits, golden(`step${i}.logits`)), `logits of step ${i}`).toBeLessThan(1e-3);
      const predicted = tf.tidy(() => tf.argMax(logits, 1).dataSync());
      const { loss, correct, gradientNorm } = await step.run(images, labels, lr);
      expect(Math.abs(loss / goldenLoss - 1), `loss of step ${i}`).toBeLessThan(1e-4);
      expect(correct).toBe([...labels.dataSync()].filter((label, k) => label === predicted[k]).length);
      expect(gradientNorm).toBeGreaterThan(0);
      logits.dispose();
    }
    expect(tf.tidy(() => deviation(evalLogits(), golden("eval.logits_after")))).toBeLessThan(5e-3);
    for (const [name, weight] of weights) {
      const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(weight, end.get(name) ?? Number.NaN))).dataSync()[0]);
      expect(difference, name).toBeLessThan(1e-4);
    }
    step.dispose();
    disposeModule(model);
    tf.dispose([...start.values(), ...steps.values(), ...end.values()]);
  },
);
