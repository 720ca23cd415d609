/** The functions that a training step records: the whole step, and its first part alone. */
import * as tf from "@tensorflow/tfjs-core";
import type { Context } from "@tresnet/blocks";
import { waitFor } from "@tresnet/engine";
import type { AnyObjective } from "../objectives/objective.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { checkFinite } from "./check-finite.ts";
import { clipGradients, globalNorm } from "./clip-gradients.ts";
import type { GradientSum } from "./gradient-sum.ts";
import { lossAndGradients } from "./loss-and-gradients.ts";
import type { State } from "./state.ts";
import type { TrainStepOptions } from "./train-step-options.ts";
import { batchParts, partOf, toldBy, wholeDivisor, wholeFigures, wholeGradients, wholeNorm } from "./whole-batch.ts";

/** What the functions of a step work on. */
export interface StepParts {
  readonly objective: AnyObjective;
  readonly trained: State;
  readonly context: Context;
  readonly optimizer: Optimizer;
  readonly gathered: GradientSum | undefined;
  /** int32: the steps taken. */
  readonly count: tf.Variable;
}

/**
 * The step itself and its first part alone, functions of tensors to [loss, correct, gradient norm, parts of
 * the loss].
 *
 * Where processes train together, the last input is what this one tells the others, float32 [2]: how many images of its
 * part count, and 1 to stop. The sums of both over all processes follow in the result.
 */
export function makeSteps(
  options: TrainStepOptions,
  { objective, trained, context, optimizer, gathered, count }: StepParts,
) {
  const { model, forward = model.forward.bind(model), clipGradient, average, gradientFormat = "float32" } = options;
  const { cluster, syncBatchNorm } = options;
  const differentiate = (images: tf.Tensor4D, targets: tf.Tensor, own: tf.Tensor | undefined) => {
    const differentiated = { forward, trained, context, objective };
    if (cluster === undefined || own === undefined) {
      return { ...lossAndGradients(differentiated, images, targets), told: [] };
    }
    const part = partOf(cluster, own);
    const across = {
      ...differentiated,
      context: syncBatchNorm ? { ...context, parts: batchParts(part) } : context,
      share: part.share,
      divisor: wholeDivisor(part, images),
    };
    return { ...wholeFigures(part, images, lossAndGradients(across, images, targets)), told: toldBy(part) };
  };
  const update = (
    images: tf.Tensor4D,
    targets: tf.Tensor,
    learningRate: tf.Scalar,
    momentum: tf.Scalar,
    ...[part]: tf.Tensor[]
  ) => {
    const { loss, parts, correct, gradients: own, told } = differentiate(images, targets, part);
    const mean = gathered?.mean(own) ?? own;
    const gradients = cluster === undefined ? mean : wholeGradients(cluster, mean, gradientFormat);
    const norm = checkFinite(globalNorm([...gradients.values()]), "gradient norm");
    // A check that fails ends the calls that wait for other processes: there are none once the gradients are there.
    const finiteLoss = checkFinite(cluster === undefined ? loss : waitFor(loss, [norm]), "loss");
    const clipped = clipGradient === undefined ? gradients : clipGradients(gradients, norm, clipGradient);
    optimizer.apply(clipped, waitFor(learningRate, [norm, finiteLoss]), momentum);
    gathered?.clear();
    average?.update();
    count.assign(tf.add(count, tf.scalar(1, "int32")));
    return tf.stack([finiteLoss, correct, norm, ...parts, ...told]); // [3 + parts, 2 more in a cluster]
  };
  const gather = (images: tf.Tensor4D, targets: tf.Tensor, ...[part]: tf.Tensor[]) => {
    const { loss, parts, correct, gradients, told } = differentiate(images, targets, part);
    const ownNorm = globalNorm([...gradients.values()]);
    const norm = checkFinite(cluster === undefined ? ownNorm : wholeNorm(cluster, ownNorm), "gradient norm");
    gathered?.add(gradients);
    const finiteLoss = checkFinite(cluster === undefined ? loss : waitFor(loss, [norm]), "loss");
    return tf.stack([finiteLoss, correct, norm, ...parts, ...told]); // [3 + parts, 2 more in a cluster]
  };
  return { update, gather };
}
