/** One training step as one native call: forward, loss, backward, optimizer and weight average. */
import * as tf from "@tensorflow/tfjs-core";
import { type Context, type Module, weightsOf } from "@tresnet/blocks";
import {
  type RandomGenerator,
  releaseKeptOnError,
  ShapeError,
  type TracePrecision,
  trace,
  waitFor,
} from "@tresnet/engine";
import { checkRange, excluded } from "../check.ts";
import { explainUnknownLabel } from "../known-labels.ts";
import { crossEntropy } from "../objectives/cross-entropy.ts";
import type { AnyObjective } from "../objectives/objective.ts";
import type { Optimizer, OptimizerFactory } from "../optimizers/optimizer.ts";
import { checkFinite, explainNonFinite, isNonFinite } from "./check-finite.ts";
import { clipGradients, globalNorm } from "./clip-gradients.ts";
import { GradientSum } from "./gradient-sum.ts";
import { lossAndGradients } from "./loss-and-gradients.ts";
import { type State, trainingState } from "./state.ts";
import { readResult, type StepResult } from "./step-result.ts";
import { selectTrained, trainContext } from "./trained-weights.ts";
import type { WeightAverage } from "./weight-average.ts";

/** What `createTrainStep` makes a training step of. */
export interface TrainStepOptions {
  /** The model to train, which maps images to what the objective takes: logits, by default. */
  readonly model: Module;
  /**
   * The part of the model that is run, where it gets less than images: `forwardHead` of a model of the zoo, say, on
   * features that frozen stages would give again and again.
   * @default model.forward
   */
  readonly forward?: Module["forward"];
  /** Makes the optimizer: `sgd(…)`, `adamW(…)`, or a row of `optimizers`. */
  readonly optimizer: OptimizerFactory;
  /**
   * The weights to train, as `freeze` of `@tresnet/heads` lists them; all others are frozen.
   * @default every trainable weight of the model
   */
  readonly trainable?: readonly tf.Variable[];
  /**
   * The objective to minimize, which decides the form of the targets.
   * @default crossEntropy({ smoothing, classWeights }): one class per image
   */
  readonly objective?: AnyObjective;
  /** Share of the label that is spread over all classes, 0 to below 1; an `objective` has its own. @default 0 */
  readonly smoothing?: number;
  /** One factor of 0 or more per class, on the loss of its images; an `objective` has its own. @default 1 for all */
  readonly classWeights?: readonly number[];
  /** An average that is updated after every step; it stays the caller's. */
  readonly average?: WeightAverage;
  /** The greatest global norm of the gradients; above it they are scaled down. @default no limit */
  readonly clipGradient?: number;
  /** Whether the gradients of several batches can be gathered, at the cost of their memory. @default false */
  readonly accumulate?: boolean;
  /** The source of drop path and dropout; it stays the caller's. */
  readonly random?: RandomGenerator;
  /** Number format of convolutions and matrix products. @default "float32" */
  readonly precision?: TracePrecision;
  /**
   * Whether the step is one native call; false runs it op by op, slower and in float32, to look inside or to compare
   * with. The running statistics of a step that fails have changed then.
   * @default true
   */
  readonly traced?: boolean;
}

/** A training step, and all that it carries from one call to the next. */
export interface TrainStep {
  /**
   * Trains on one batch: images float32 [n, h, w, c], or what else `forward` takes, targets as the objective takes
   * them, by default labels int32 [n]; both stay the caller's.
   * @throws ShapeError when images and targets don't fit together.
   * @throws RangeError naming the first label that is no class, or target that is no share; then nothing has changed.
   * @throws NonFiniteError when loss or gradients are NaN or infinite; then nothing has changed.
   */
  run(images: tf.Tensor4D, targets: tf.Tensor, learningRate: number, momentum?: number): Promise<StepResult>;
  /**
   * Takes the gradients of a batch, and updates no weight: the next `run` follows the mean of its own batch's gradients
   * and of those gathered before it. A batch too large for memory is so many small ones; batch norm sees the small
   * ones.
   * @throws RangeError without `accumulate`; what `run` throws.
   */
  gather(images: tf.Tensor4D, targets: tf.Tensor): Promise<StepResult>;
  /**
   * Lists everything to save and restore for an exact resume: weights, statistics, slots, gathered gradients, averages,
   * random state, step count.
   */
  state(): State;
  /** Releases the traced function and the optimizer's slots; model, average and random generator stay. */
  dispose(): void;
}

/**
 * Makes a training step of a model.
 *
 * Make it after the model and before the first call of anything traced: its variables exist from here on.
 * @throws RangeError when a setting is out of its range, or `trainable` is empty or lists what the model does not
 * train.
 */
export function createTrainStep(options: TrainStepOptions): TrainStep {
  const { model, average, random, precision = "float32", traced = true } = options;
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
  const explained = (method: "run" | "gather", targets: tf.Tensor, learningRate?: number) => async (error: unknown) => {
    if (!isNonFinite(error)) throw await explainUnknownLabel(`TrainStep.${method}`, error, targets);
    const [taken = 0] = await count.data();
    throw explainNonFinite(error, { step: taken, learningRate });
  };

  return {
    async run(images, targets, learningRate, momentum = optimizer.momentum) {
      checkBatch("run", objective, images, targets);
      checkRange("TrainStep.run", "learningRate", learningRate, 0, excluded(Number.POSITIVE_INFINITY));
      checkRange("TrainStep.run", "momentum", momentum, 0, optimizer.largestMomentum ?? 1);
      const settings = [tf.scalar(learningRate), tf.scalar(momentum)] as const;
      const held = hold(targets);
      return calls
        .update(images, targets, ...settings)
        .then((result) => readResult(result, objective))
        .catch(explained("run", held, learningRate))
        .finally(() => tf.dispose([...settings, held]));
    },
    async gather(images, targets) {
      checkBatch("gather", objective, images, targets);
      if (gathered === undefined) {
        throw new RangeError(
          "TrainStep.gather: expected room for gradients, got none. Give accumulate to createTrainStep.",
        );
      }
      const held = hold(targets);
      return calls
        .gather(images, targets)
        .then((result) => readResult(result, objective))
        .catch(explained("gather", held))
        .finally(() => held.dispose());
    },
    state: () => trainingState(parts),
    dispose() {
      calls.update.dispose();
      calls.gather.dispose();
      optimizer.dispose();
      gathered?.dispose();
      count.dispose();
    },
  };
}

/** A second reference: the caller may dispose the targets at once, and an error names their values. */
function hold(targets: tf.Tensor): tf.Tensor {
  return tf.keep(targets.clone());
}

interface StepParts {
  readonly objective: AnyObjective;
  readonly trained: State;
  readonly context: Context;
  readonly optimizer: Optimizer;
  readonly gathered: GradientSum | undefined;
  /** int32: the steps taken. */
  readonly count: tf.Variable;
}

/** The step itself and its first part alone, functions of tensors to [loss, correct, gradient norm, parts of loss]. */
function makeSteps(options: TrainStepOptions, { objective, trained, context, optimizer, gathered, count }: StepParts) {
  const { model, forward = model.forward.bind(model), clipGradient, average } = options;
  const differentiated = { forward, trained, context, objective };
  const update = (images: tf.Tensor4D, targets: tf.Tensor, learningRate: tf.Scalar, momentum: tf.Scalar) => {
    const { loss, parts, correct, gradients: own } = lossAndGradients(differentiated, images, targets);
    const gradients = gathered?.mean(own) ?? own;
    const norm = checkFinite(globalNorm([...gradients.values()]), "gradient norm");
    const finiteLoss = checkFinite(loss, "loss");
    const clipped = clipGradient === undefined ? gradients : clipGradients(gradients, norm, clipGradient);
    optimizer.apply(clipped, waitFor(learningRate, [norm, finiteLoss]), momentum);
    gathered?.clear();
    average?.update();
    count.assign(tf.add(count, tf.scalar(1, "int32")));
    return tf.stack([finiteLoss, correct, norm, ...parts]); // [3 + parts]
  };
  const gather = (images: tf.Tensor4D, targets: tf.Tensor) => {
    const { loss, parts, correct, gradients } = lossAndGradients(differentiated, images, targets);
    const norm = checkFinite(globalNorm([...gradients.values()]), "gradient norm");
    gathered?.add(gradients);
    return tf.stack([checkFinite(loss, "loss"), correct, norm, ...parts]); // [3 + parts]
  };
  return { update, gather };
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
