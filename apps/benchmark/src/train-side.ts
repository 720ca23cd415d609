/** A model, its step and one batch, ready to be timed in this process. */
import * as tf from "@tensorflow/tfjs-core";
import { weightsOf } from "@tresnet/blocks";
import { useTensorFlow } from "@tresnet/engine";
import { createTrainStep, sgd } from "@tresnet/training";
import { createModel } from "@tresnet/zoo";
import { type SideName, sides, type TrainCase } from "./cases.ts";

export interface TrainSide {
  readonly parameters: number;
  /** TensorFlow's version. */
  readonly tensorflow: string;
  /** Takes one step and gives its wall time, results read, in milliseconds. */
  step(): Promise<{ durationMs: number; loss: number }>;
}

const learningRate = 0.01;

/** Builds the case: the same weights and images on every side. */
export async function trainSide(name: SideName, options: TrainCase): Promise<TrainSide> {
  const { model: modelName, imageSize, batchSize, classes, seed } = options;
  const { version } = await useTensorFlow({ device: "cpu" });
  const model = createModel(modelName, { numClasses: classes, seed });
  const step = createTrainStep({
    model,
    optimizer: sgd({ momentum: 0.9, nesterov: true, weightDecay: 1e-4 }),
    smoothing: 0.1,
    ...sides[name],
  });
  // tfjs takes a seed of 0 for none
  const images = tf.randomNormal<tf.Rank.R4>([batchSize, imageSize, imageSize, 3], 0, 1, "float32", seed + 1);
  const labels = tf.tensor1d(
    Array.from({ length: batchSize }, (_, index) => (index * 7) % classes),
    "int32",
  );
  const trainable = [...weightsOf(model).values()].filter((weight) => weight.trainable);
  return {
    parameters: trainable.reduce((sum, weight) => sum + weight.size, 0),
    tensorflow: version,
    async step() {
      const started = performance.now();
      const { loss } = await step.run(images, labels, learningRate);
      return { durationMs: performance.now() - started, loss };
    },
  };
}
