/** What a training step is made of, and what it offers. */
import type * as tf from "@tensorflow/tfjs-core";
import type { Module } from "@tresnet/blocks";
import type { Cluster, RandomGenerator, TracePrecision, WireFormat } from "@tresnet/engine";
import type { AnyObjective } from "../objectives/objective.ts";
import type { OptimizerFactory } from "../optimizers/optimizer.ts";
import type { State } from "./state.ts";
import type { StepResult } from "./step-result.ts";
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
  /**
   * The processes that train together, each on its own part of every batch: all get the weights that one process would
   * from the whole batch, but for batch norm, which takes the statistics of its own part.
   *
   * All make the same step, of equal weights (`broadcast` sends them), and call it equally often, in the same order.
   */
  readonly cluster?: Cluster;
  /** The number format in which gradients travel between processes; bfloat16 halves the bytes. @default "float32" */
  readonly gradientFormat?: WireFormat;
  /** Whether batch norm takes the statistics of the whole batch, of all processes. @default false */
  readonly syncBatchNorm?: boolean;
}

/** What else a step is told of its batch. */
export interface BatchOptions {
  /**
   * How many of its images count in the whole batch, where processes train together: all of them, or 0 where there are
   * none left for this process, and it takes part with others that count for nothing.
   * @default all
   */
  readonly counted?: number;
  /**
   * Whether this process asks all that train together to stop after this step: `whole.stop` of the result tells it to
   * all of them. Alone it means nothing.
   * @default false
   */
  readonly stop?: boolean;
}

/** A training step, and all that it carries from one call to the next. */
export interface TrainStep {
  /**
   * Trains on one batch: images float32 [n, h, w, c], or what else `forward` takes, targets as the objective takes
   * them, by default labels int32 [n]; both stay the caller's.
   * @throws ShapeError when images and targets don't fit together.
   * @throws RangeError naming the first label that is no class, or target that is no share; then nothing has changed.
   * @throws NonFiniteError when loss or gradients are NaN or infinite; then nothing has changed, in no process.
   * @throws ClusterError when a process is lost or has stopped; then nothing has changed.
   */
  run(
    images: tf.Tensor4D,
    targets: tf.Tensor,
    learningRate: number,
    momentum?: number,
    options?: BatchOptions,
  ): Promise<StepResult>;
  /**
   * Takes the gradients of a batch, and updates no weight: the next `run` follows the mean of its own batch's gradients
   * and of those gathered before it. A batch too large for memory is so many small ones; batch norm sees the small
   * ones.
   * @throws RangeError without `accumulate`; what `run` throws.
   */
  gather(images: tf.Tensor4D, targets: tf.Tensor, options?: BatchOptions): Promise<StepResult>;
  /**
   * Gives every process the mean of all processes' running statistics, and of the averages of these: call it before
   * they are used or saved. With one process, or with `syncBatchNorm`, nothing changes.
   * @throws ClusterError when a process is lost or has stopped.
   */
  synchronize(): Promise<void>;
  /**
   * Lists everything to save and restore for an exact resume: weights, statistics, slots, gathered gradients, averages,
   * random state, step count.
   */
  state(): State;
  /** Releases the traced function and the optimizer's slots; model, average and random generator stay. */
  dispose(): void;
}
