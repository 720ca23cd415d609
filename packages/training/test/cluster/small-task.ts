/** A task small enough to be trained in every way within a test: a net, its batches, and how they are dealt out. */
import * as tf from "@tensorflow/tfjs-core";
import { weightsOf } from "@tresnet/blocks";
import { crossEntropy } from "../../src/objectives/cross-entropy.ts";
import type { AnyObjective } from "../../src/objectives/objective.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { createTrainStep } from "../../src/step/train-step.ts";
import type { TrainStepOptions } from "../../src/step/train-step-options.ts";
import { colorBatch, TinyNet } from "../tiny-net.ts";

const classes = 3;
const batchSize = 6;
/** Three whole batches and one of a single image, which only one process has a part of. */
const imagesOfEpoch = 19;

/** Cross entropy of the images of the first class alone, averaged by their number, as detectors average by objects. */
export const firstClassAlone: AnyObjective = {
  ...crossEntropy(),
  loss(logits, labels, divisor = (own, least) => tf.maximum(own, least)) {
    const mask = tf.cast(tf.equal(labels, 0), "float32");
    const losses = tf.neg(tf.squeeze(tf.slice(tf.logSoftmax(logits), [0, 0], [-1, 1]), [1]));
    return tf.div<tf.Scalar>(tf.sum(tf.mul(losses, mask)), divisor(tf.sum(mask), 1));
  },
};

/** What a training has come to. */
export interface Trained {
  readonly losses: readonly number[];
  readonly correct: readonly number[];
  readonly norms: readonly number[];
  /** All weights, statistics, slots and averages, by name. */
  readonly state: Readonly<Record<string, readonly number[]>>;
}

/** A process's images of one batch, and how many of them count. */
export interface Part {
  readonly images: tf.Tensor4D;
  readonly labels: tf.Tensor1D;
  readonly counted: number;
}

/** A process's part of the images `from` to `to` of an epoch, which are dealt evenly; who gets none takes the first. */
export function partOf(from: number, to: number, task: number, size: number): Part {
  const whole = to - from;
  const start = from + Math.floor((whole * task) / size);
  const counted = from + Math.floor((whole * (task + 1)) / size) - start;
  const [at, n] = counted === 0 ? [0, 1] : [start, counted];
  return tf.tidy(() => {
    const { images, labels } = colorBatch(imagesOfEpoch, classes, 1);
    return { images: tf.slice(images, at, n), labels: tf.slice(labels, at, n), counted };
  });
}

/** The net, the same in every process. */
export function smallNet(): TinyNet {
  return new TinyNet(classes, 5);
}

/** Every variable's values by name. */
export function read(state: ReadonlyMap<string, tf.Variable>): Record<string, number[]> {
  return Object.fromEntries([...state].map(([name, variable]) => [name, [...variable.dataSync()]]));
}

/** Trains the net for three epochs, alone or as a process of a cluster. */
export async function trainSmallTask(options: Partial<TrainStepOptions>, epochs = 3): Promise<Trained> {
  const model = smallNet();
  const { task = 0, size = 1 } = options.cluster ?? {};
  const step = createTrainStep({ model, optimizer: sgd({ weightDecay: 1e-3 }), ...options });
  const [losses, correct, norms]: [number[], number[], number[]] = [[], [], []];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let from = 0; from < imagesOfEpoch; from += batchSize) {
      const part = partOf(from, Math.min(from + batchSize, imagesOfEpoch), task, size);
      const counting = options.cluster === undefined ? {} : { counted: part.counted };
      const result = await step.run(part.images, part.labels, 0.1, 0.9, counting);
      losses.push(result.loss);
      correct.push(result.correct);
      norms.push(result.gradientNorm);
      tf.dispose([part.images, part.labels]);
    }
  }
  await step.synchronize();
  const state = read(step.state());
  step.dispose();
  tf.dispose([...weightsOf(model).values()]);
  return { losses, correct, norms, state };
}
