/** The peer `tfjs-eager`: the same step in TensorFlow.js's own ops, one by one, on the same library. */
import * as tf from "@tensorflow/tfjs-core";
import { parameterCount, weightsOf } from "@tresnet/blocks";
import { useTensorFlow } from "@tresnet/engine";
import { loadCase } from "./load-case.ts";
import type { StartRequest } from "./messages.ts";
import { resnet } from "./tfjs-eager/resnet.ts";
import { tresnet } from "./tfjs-eager/tresnet.ts";
import type { TrainSide } from "./train-side.ts";

/** Builds the network from the weights of the model, which runs nothing itself. */
export async function tfjsSide({ case: options, files, recipe, threads, variant }: StartRequest): Promise<TrainSide> {
  const { version } = await useTensorFlow({ device: "cpu", threads: { interOp: threads, intraOp: threads } });
  const { model, images, labels } = await loadCase(options, files);
  const weights = weightsOf(model);
  const trained = [...weights.values()].filter(({ trainable }) => trainable);
  const optimizer = tf.train.momentum(recipe.learningRate, recipe.momentum, recipe.nesterov);

  /** Forward and backward; what it gives belongs to the surrounding `tidy`. */
  const backward = () => {
    let logits: tf.Tensor2D | undefined;
    const { value: loss, grads } = tf.variableGrads(() => {
      const computed = variant === null ? resnet(images, weights) : tresnet(images, weights, variant);
      // Behind this function everything it made is released, except what is kept.
      logits = tf.keep(computed);
      const targets = tf.oneHot(labels, options.classes);
      return tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(targets, computed, undefined, recipe.smoothing);
    }, trained);
    return { loss, grads, logits };
  };
  /** TensorFlow.js has no weight decay of its own. */
  const update = (grads: tf.NamedTensorMap) => {
    const decayed = trained.map((variable) => {
      const gradient = gradientOf(grads, variable);
      const decays = variable.rank >= 2;
      const tensor = decays ? tf.add(gradient, tf.mul(variable, recipe.weightDecay)) : gradient;
      return { name: variable.name, tensor };
    });
    optimizer.applyGradients(decayed);
  };
  const step = async () => {
    const loss = tf.tidy(() => {
      const { loss, grads, logits } = backward();
      logits?.dispose();
      update(grads);
      return loss;
    });
    return readAndDispose(loss);
  };
  return {
    parameters: parameterCount(model),
    versions: { "tfjs-core": tf.version_core, TensorFlow: version },
    async check() {
      const [logits, loss, norm] = tf.tidy(() => {
        const { loss, grads, logits } = backward();
        const squares = trained.map((variable) => tf.sum(tf.square(gradientOf(grads, variable))));
        const norm = tf.sqrt(tf.addN(squares));
        update(grads);
        return [logits, loss, norm];
      });
      if (logits === undefined) throw new Error("tfjs-eager: the network gave no logits.");
      return {
        logits: await readAllAndDispose(logits),
        loss: await readAndDispose(loss),
        gradientNorm: await readAndDispose(norm),
        nextLoss: await step(),
      };
    },
    async step() {
      const started = performance.now();
      const loss = await step();
      return { durationMs: performance.now() - started, loss };
    },
  };
}

function gradientOf(gradients: tf.NamedTensorMap, { name, shape }: tf.Variable): tf.Tensor {
  const gradient = gradients[name];
  if (gradient !== undefined) return gradient;
  throw new Error(`tfjs-eager: expected a gradient of every weight, got none of [${shape}].`);
}

async function readAllAndDispose(tensor: tf.Tensor): Promise<number[]> {
  const values = Array.from(await tensor.data());
  tensor.dispose();
  return values;
}

async function readAndDispose(tensor: tf.Tensor): Promise<number> {
  const [value = Number.NaN] = await readAllAndDispose(tensor);
  return value;
}
