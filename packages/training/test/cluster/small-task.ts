/** A task small enough to be trained in every way within a test: a net, its batches, and how they are dealt out. */
import * as tf from "@tensorflow/tfjs-core";
import { inference, runCheckpointed, weightsOf } from "@tresnet/blocks";
import { crossEntropy, softCrossEntropy } from "../../src/objectives/cross-entropy.ts";
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
const firstClassAlone: AnyObjective = {
  ...crossEntropy(),
  loss(logits, labels, divisor = (own, least) => tf.maximum(own, least)) {
    const mask = tf.cast(tf.equal(labels, 0), "float32");
    const losses = tf.neg(tf.squeeze(tf.slice(tf.logSoftmax(logits), [0, 0], [-1, 1]), [1]));
    return tf.div<tf.Scalar>(tf.sum(tf.mul(losses, mask)), divisor(tf.sum(mask), 1));
  },
};

/** A way to train: what its step has that others have not, and what it gives the step of a part. */
interface Way {
  readonly options: (model: TinyNet) => Partial<TrainStepOptions>;
  readonly inputs: (part: Part, model: TinyNet) => { readonly images: tf.Tensor4D; readonly targets: tf.Tensor };
}

const weightsBelow = (model: TinyNet, prefixes: readonly string[]) =>
  [...weightsOf(model)].flatMap(([name, weight]) =>
    weight.trainable && prefixes.some((prefix) => name.startsWith(prefix)) ? weight : [],
  );

const plain: Way = { options: () => ({}), inputs: ({ images, labels }) => ({ images, targets: labels }) };

/** The ways that are the same on several processes as on one, with batch norm's statistics of the whole batch. */
export const ways = {
  plain,
  /** The convolutions run again for their gradients, and so do batch norm's messages. */
  checkpointed: {
    ...plain,
    options: (model) => ({
      forward: (x, context) => model.forwardHead(runCheckpointed([model.conv1, model.conv2], x, context), context),
    }),
  },
  /** The first stage does not train. */
  frozen: { ...plain, options: (model) => ({ trainable: weightsBelow(model, ["conv2", "fc"]) }) },
  /** The head alone trains, on what the frozen stages gave. */
  features: {
    options: (model) => ({
      trainable: weightsBelow(model, ["fc"]),
      forward: (z, context) => model.forwardHead(z, context),
    }),
    inputs: ({ images, labels }, { conv1, conv2 }) => ({
      images: tf.tidy(() => conv2.forward(conv1.forward(images, inference), inference)),
      targets: labels,
    }),
  },
  /** An image is a class and something of the next one. */
  mixed: {
    options: () => ({ objective: softCrossEntropy() }),
    inputs: ({ images, labels }) => ({
      images,
      targets: tf.tidy(() => {
        const own = tf.oneHot(labels, classes);
        const next = tf.oneHot(tf.mod(tf.add(labels, tf.scalar(1, "int32")), tf.scalar(classes, "int32")), classes);
        return tf.add(tf.mul(tf.cast(own, "float32"), 0.7), tf.mul(tf.cast(next, "float32"), 0.3));
      }),
    }),
  },
  /** The loss is averaged by something else than images. */
  divided: { ...plain, options: () => ({ objective: firstClassAlone }) },
} satisfies Record<string, Way>;

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

/** Trains the net for three epochs, alone or as a process of a cluster, in one of the ways. */
export async function trainSmallTask(
  options: Partial<TrainStepOptions>,
  epochs = 3,
  way = ways.plain,
): Promise<Trained> {
  const model = smallNet();
  const { task = 0, size = 1 } = options.cluster ?? {};
  const step = createTrainStep({ model, optimizer: sgd({ weightDecay: 1e-3 }), ...way.options(model), ...options });
  const [losses, correct, norms]: [number[], number[], number[]] = [[], [], []];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let from = 0; from < imagesOfEpoch; from += batchSize) {
      const part = partOf(from, Math.min(from + batchSize, imagesOfEpoch), task, size);
      const counting = options.cluster === undefined ? {} : { counted: part.counted };
      const inputs = way.inputs(part, model);
      const result = await step.run(inputs.images, inputs.targets, 0.1, 0.9, counting);
      losses.push(result.loss);
      correct.push(result.correct);
      norms.push(result.gradientNorm);
      tf.dispose([part.images, part.labels, inputs.images, inputs.targets]);
    }
  }
  await step.synchronize();
  const state = read(step.state());
  step.dispose();
  tf.dispose([...weightsOf(model).values()]);
  return { losses, correct, norms, state };
}
