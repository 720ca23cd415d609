/** Our side: model, loader, step and evaluator put together as `tresnet train` does. */
import * as tf from "@tensorflow/tfjs-core";
import { parameterCount } from "@tresnet/blocks";
import { BatchLoader, evalTransform, trainTransform } from "@tresnet/data";
import { joinCluster, RandomGenerator, useTensorFlow } from "@tresnet/engine";
import { accuracy, createEvaluator, createTrainStep, predictedClasses, sgd } from "@tresnet/training";
import { createModel, modelNames } from "@tresnet/zoo";
import type { AccuracyProgress, AccuracyStart, AccuracyTrained } from "./accuracy-messages.ts";
import { cifar } from "./accuracy-recipe.ts";
import { openAccuracyData } from "./open-accuracy-data.ts";

/** A training in this process, which ends with it. */
export interface OwnTraining {
  readonly parameters: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly dataSha256: string;
  /** Trains the next epoch, then evaluates. */
  epoch(onProgress: (progress: AccuracyProgress) => void): Promise<AccuracyTrained>;
  /** Waits until the other processes of the training end too. */
  leave(): Promise<void>;
}

const progressMs = 1000;

export async function ownTraining(request: AccuracyStart): Promise<OwnTraining> {
  const { settings, recipe, seed, precision, mean, std, classes } = request;
  const { threads, batchSize, weightDecay } = settings;
  const { momentum, nesterov, smoothing, padding, hflip } = recipe;
  const engine = await useTensorFlow({ device: "cpu", threads: { interOp: threads, intraOp: threads } });
  const cluster = request.cluster && (await joinCluster(request.cluster));
  const data = await openAccuracyData(request.data, settings.trainImages);
  const model = createModel(modelNamed(settings.model), { seed, numClasses: classes });
  const shared = { batchSize, seed, tensorFlow: engine.library };
  const crop = { kind: "padded", padding, border: "reflect" } as const;
  const training = trainTransform({ size: cifar.size, mean, std, hflip, crop });
  const testing = evalTransform({ size: cifar.size, mean, std, cropPct: 1 });
  const share = cluster && { index: cluster.task, count: cluster.size };
  const loader = new BatchLoader(data.train, { ...shared, transform: training, dropLast: true, share });
  const testLoader = new BatchLoader(data.test, { ...shared, transform: testing });
  const optimizer = sgd({ momentum, nesterov, weightDecay });
  // Processes that train together draw each for itself.
  const random = new RandomGenerator(seed + 1_000_003 * (cluster?.task ?? 0));
  const step = createTrainStep({ model, optimizer, smoothing, precision, random, ...(cluster && { cluster }) });
  const evaluator = createEvaluator(model, { batchSize, precision });
  const steps = loader.batchesPerEpoch;
  let epoch = 0;

  async function train(onProgress: (progress: AccuracyProgress) => void) {
    const begun = performance.now();
    let [lossSum, images, told] = [0, 0, begun];
    for await (const batch of loader.epoch(epoch)) {
      const learningRate = request.learningRates[epoch * steps + batch.number] ?? Number.NaN;
      const inputs = tf.tensor4d(batch.images, [...batch.shape]);
      const labels = tf.tensor1d(batch.labels, "int32");
      const { loss } = await step.run(inputs, labels, learningRate).finally(() => tf.dispose([inputs, labels]));
      loader.recycle(batch);
      lossSum += loss * batch.labels.length;
      images += batch.labels.length;
      if (performance.now() - told > progressMs) {
        told = performance.now();
        onProgress({ kind: "progress", step: batch.number + 1, steps, loss: lossSum / images });
      }
    }
    epoch++;
    await step.synchronize();
    return { seconds: (performance.now() - begun) / 1000, images, loss: lossSum / images };
  }

  async function evaluate(): Promise<number> {
    const predicted: number[] = [];
    const expected: number[] = [];
    for await (const batch of testLoader.epoch(0)) {
      const inputs = tf.tensor4d(batch.images, [...batch.shape]);
      const { probabilities } = await evaluator.run(inputs).finally(() => inputs.dispose());
      predicted.push(...predictedClasses(probabilities, classes));
      expected.push(...batch.labels);
      testLoader.recycle(batch);
    }
    return accuracy(predicted, expected);
  }

  return {
    parameters: parameterCount(model),
    versions: { TensorFlow: engine.version },
    dataSha256: data.sha256,
    epoch: async (onProgress) => ({
      kind: "trained",
      ...(await train(onProgress)),
      accuracy: await evaluate(),
    }),
    leave: async () => cluster?.leave(),
  };
}

function modelNamed(model: string) {
  const known = modelNames.find((name) => name === model);
  if (known !== undefined) return known;
  throw new RangeError(`Expected a model out of ${modelNames.join(", ")}, got "${model}".`);
}
