/** Every row of the tables trains, and so does a new one: a row and what it creates are all that a trainer needs. */
import * as tf from "@tensorflow/tfjs-core";
import { disposeModule } from "@tresnet/blocks";
import { focalLoss } from "@tresnet/tensor-ops";
import { describe, expect, test } from "vitest";
import {
  createTrainStep,
  type LossRow,
  losses,
  multiHot,
  multiLabel,
  type OptimizerRow,
  optimizers,
  type ScheduleRow,
  schedules,
} from "../src/index.ts";
import { colorBatch, TinyNet } from "./tiny-net.ts";

const steps = 80;

/** Descent by the signs of the gradients, without any state. */
const signDescent: OptimizerRow = {
  usualLearningRate: { text: "0.01", of: () => 0.01 },
  usualWeightDecay: 0,
  takesMomentum: false,
  create: () => (weights) => ({
    momentum: 0,
    slots: new Map(),
    apply: (gradients, learningRate) => {
      for (const [name, weight] of weights) {
        const gradient = gradients.get(name) ?? tf.zerosLike(weight);
        weight.assign(tf.sub(weight, tf.mul(tf.sign(gradient), learningRate)));
      }
    },
    dispose: () => {},
  }),
};

/** A straight line down to nothing. */
const line: ScheduleRow = {
  takesWarmup: false,
  takesLeast: false,
  create:
    ({ learningRate, totalSteps }) =>
    (step) => ({ learningRate: learningRate * (1 - step / totalSteps) }),
};

const sharpFocal: LossRow = {
  labels: "several",
  isUsual: false,
  usualSmoothing: 0,
  create: ({ smoothing }) => multiLabel((x, y) => focalLoss(x, y, { gamma: 3 }), { smoothing }),
};

interface Rows {
  readonly optimizer?: OptimizerRow;
  readonly schedule?: ScheduleRow;
  readonly loss?: LossRow;
}

/** The losses of a training on batches of three colours, by these rows. */
async function train({ optimizer = optimizers.sgd, schedule = schedules.constant, loss = losses.ce }: Rows) {
  const model = new TinyNet(3, 1);
  const settings = { momentum: 0.9, weightDecay: optimizer.usualWeightDecay };
  const focus = { gammaNegative: 4, gammaPositive: 0, clip: 0.05 };
  const step = createTrainStep({
    model,
    optimizer: optimizer.create(settings),
    objective: loss.create({ smoothing: loss.usualSmoothing, ...focus }),
  });
  const learningRate = optimizer.usualLearningRate.of(256);
  const at = schedule.create({ learningRate, totalSteps: steps, warmupSteps: 3, minLearningRate: 0 });
  const seen: number[] = [];
  for (let i = 0; i < steps; i++) {
    const { images, labels } = colorBatch(12, 3, i);
    const several = [...labels.dataSync()].map((label) => [label]);
    const targets = loss.labels === "one" ? labels : tf.tensor2d(multiHot(several, 3), [12, 3]);
    const { learningRate: rate, momentum } = at(i);
    seen.push((await step.run(images, targets, rate, momentum)).loss);
    tf.dispose([images, labels, targets]);
  }
  step.dispose();
  disposeModule(model);
  return seen;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Batches differ, and steps of a schedule's start may be small: what is compared are means of five. */
function expectLearning(seen: readonly number[]): void {
  expect(seen.every(Number.isFinite)).toBe(true);
  expect(mean(seen.slice(-5))).toBeLessThan(0.9 * mean(seen.slice(0, 5)));
}

describe("a row of the table trains, a new one too", () => {
  const allOptimizers: Readonly<Record<string, OptimizerRow>> = { ...optimizers, signDescent };
  test.each(Object.keys(allOptimizers))("optimizer %s", async (name) => {
    const optimizer = allOptimizers[name];
    expectLearning(await train({ ...(optimizer && { optimizer }) }));
  });

  const allSchedules: Readonly<Record<string, ScheduleRow>> = { ...schedules, line };
  test.each(Object.keys(allSchedules))("schedule %s", async (name) => {
    const schedule = allSchedules[name];
    expectLearning(await train({ ...(schedule && { schedule }) }));
  });

  const allLosses: Readonly<Record<string, LossRow>> = { ...losses, sharpFocal };
  test.each(Object.keys(allLosses))("loss %s", async (name) => {
    const loss = allLosses[name];
    expectLearning(await train({ ...(loss && { loss }) }));
  });
});

test("one row is the usual loss of either kind of data", () => {
  const usual = Object.values(losses).filter(({ isUsual }) => isUsual);
  expect(usual.map(({ labels }) => labels).sort()).toEqual(["one", "several"]);
});
