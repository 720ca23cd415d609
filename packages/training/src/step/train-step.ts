/** One training step as one native call: forward, loss, backward, optimizer and weight average. */
import * as tf from "@tensorflow/tfjs-core";
import { weightsOf } from "@tresnet/blocks";
import { releaseKeptOnError, ShapeError, trace } from "@tresnet/engine";
import { checkRange, excluded } from "../check.ts";
import { explainUnknownLabel } from "../known-labels.ts";
import { crossEntropy } from "../objectives/cross-entropy.ts";
import type { AnyObjective } from "../objectives/objective.ts";
import { explainNonFinite, isNonFinite } from "./check-finite.ts";
import { GradientSum } from "./gradient-sum.ts";
import { trainingState } from "./state.ts";
import { makeSteps } from "./step-functions.ts";
import { readResult } from "./step-result.ts";
import { statisticsSynchronizer } from "./synchronize-statistics.ts";
import type { BatchOptions, TrainStep, TrainStepOptions } from "./train-step-options.ts";
import { selectTrained, trainContext } from "./trained-weights.ts";

/**
 * Makes a training step of a model.
 *
 * Make it after the model and before the first call of anything traced: its variables exist from here on.
 * @throws RangeError when a setting is out of its range, or `trainable` is empty or lists what the model does not
 * train.
 */
export function createTrainStep(options: TrainStepOptions): TrainStep {
  const { model, average, random, precision = "float32", traced = true, cluster } = options;
  checkCluster(options);
  const objective = objectiveOf(options);
  const weights = weightsOf(model);
  const trained = selectTrained(weights, options.trainable);
  const optimizer = options.optimizer(trained);
  const count = tf.tidy(() => tf.variable(tf.scalar(0, "int32"), false));
  const gathered = options.accumulate ? new GradientSum(trained) : undefined;
  const context = trainContext(weights, trained, random);
  const { update, gather } = makeSteps(options, { objective, trained, context, optimizer, gathered, count });
  const calls = {
    update: traced ? trace(update, { name: "trainStep", precision }) : opByOp(update),
    gather: traced ? trace(gather, { name: "gatherGradients", precision }) : opByOp(gather),
  };
  const parts = {
    weights,
    slots: optimizer.slots,
    gradients: gathered?.variables,
    averages: average?.variables,
    random: random?.state,
    step: count,
  };
  const synchronizer =
    cluster === undefined || options.syncBatchNorm
      ? undefined
      : statisticsSynchronizer(cluster, weights, average?.variables);
  const explained = (method: "run" | "gather", targets: tf.Tensor, learningRate?: number) => async (error: unknown) => {
    if (!isNonFinite(error)) {
      const reason = await explainUnknownLabel(`TrainStep.${method}`, error, targets);
      throw (await cluster?.explain(reason)) ?? reason;
    }
    const [taken = 0] = await count.data();
    throw explainNonFinite(error, { step: taken, learningRate });
  };

  return {
    async run(images, targets, learningRate, momentum = optimizer.momentum, batch = {}) {
      checkBatch("run", objective, images, targets);
      checkCounted("run", cluster !== undefined, images, batch.counted);
      checkRange("TrainStep.run", "learningRate", learningRate, 0, excluded(Number.POSITIVE_INFINITY));
      checkRange("TrainStep.run", "momentum", momentum, 0, optimizer.largestMomentum ?? 1);
      const settings = [tf.scalar(learningRate), tf.scalar(momentum)] as const;
      const told = cluster === undefined ? [] : [toldOf(images, batch)];
      const held = hold(targets);
      return calls
        .update(images, targets, ...settings, ...told)
        .then((result) => readResult(result, objective))
        .catch(explained("run", held, learningRate))
        .finally(() => tf.dispose([...settings, ...told, held]));
    },
    async gather(images, targets, batch = {}) {
      checkBatch("gather", objective, images, targets);
      checkCounted("gather", cluster !== undefined, images, batch.counted);
      if (gathered === undefined) {
        throw new RangeError(
          "TrainStep.gather: expected room for gradients, got none. Give accumulate to createTrainStep.",
        );
      }
      const told = cluster === undefined ? [] : [toldOf(images, batch)];
      const held = hold(targets);
      return calls
        .gather(images, targets, ...told)
        .then((result) => readResult(result, objective))
        .catch(explained("gather", held))
        .finally(() => tf.dispose([...told, held]));
    },
    async synchronize() {
      await synchronizer?.run();
    },
    state: () => trainingState(parts),
    dispose() {
      calls.update.dispose();
      calls.gather.dispose();
      synchronizer?.dispose();
      optimizer.dispose();
      gathered?.dispose();
      count.dispose();
    },
  };
}

/** What a process tells the others of its part of a batch, float32 [2]: the images that count, and 1 to stop. */
function toldOf({ shape: [n] }: tf.Tensor4D, { counted = n, stop = false }: BatchOptions): tf.Tensor1D {
  return tf.tensor1d([counted, Number(stop)]);
}

/** A second reference: the caller may dispose the targets at once, and an error names their values. */
function hold(targets: tf.Tensor): tf.Tensor {
  return tf.keep(targets.clone());
}

/** `step` in the shape that `trace` would give it. */
function opByOp<Inputs extends tf.Tensor[]>(step: (...inputs: Inputs) => tf.Tensor) {
  const run = async (...inputs: Inputs) => releaseKeptOnError(() => tf.tidy(() => step(...inputs)));
  return Object.assign(run, { dispose() {} });
}

/** The objective of the options, whose other settings are checked too. */
function objectiveOf({ objective, smoothing, classWeights, clipGradient }: TrainStepOptions): AnyObjective {
  if (clipGradient !== undefined) checkRange("createTrainStep", "clipGradient", clipGradient, excluded(0));
  if (objective === undefined) {
    return crossEntropy({ ...(smoothing !== undefined && { smoothing }), ...(classWeights && { classWeights }) });
  }
  if (smoothing === undefined && classWeights === undefined) return objective;
  throw new RangeError(
    "createTrainStep: expected smoothing and classWeights in the objective where there is one, got both. Give them to the objective.",
  );
}

function checkBatch(method: "run" | "gather", objective: AnyObjective, images: tf.Tensor, targets: tf.Tensor): void {
  const [n = 0] = images.shape;
  if (images.rank !== 4 || images.dtype !== "float32" || n < 1 || !objective.accepts(targets, n)) {
    throw new ShapeError(
      `TrainStep.${method}: expected images float32 [n, h, w, c], n of at least 1, and ${objective.expected}, got ${images.dtype} [${images.shape}] and ${targets.dtype} [${targets.shape}]. Pass one batch of a loader.`,
    );
  }
}

/** Checks the settings that are for processes that train together. */
function checkCluster({ cluster, gradientFormat, syncBatchNorm, traced = true }: TrainStepOptions): void {
  if (cluster === undefined && (gradientFormat !== undefined || syncBatchNorm)) {
    throw new RangeError(
      "createTrainStep: expected gradientFormat and syncBatchNorm with a cluster, got none. Leave them out.",
    );
  }
  if (cluster === undefined || traced) return;
  throw new RangeError("createTrainStep: expected a traced step in a cluster, got traced: false. Leave it out.");
}

function checkCounted(method: "run" | "gather", joined: boolean, { shape: [n] }: tf.Tensor4D, counted = n): void {
  if (counted === n || (joined && counted === 0)) return;
  throw new RangeError(
    `TrainStep.${method}: expected counted to be ${joined ? `${n} or 0` : `${n}, without a cluster`}, got ${counted}. Leave it out.`,
  );
}
