/** The peers of TensorFlow.js: the same task in its own ops, one by one, on one of its backends. */
import * as tf from "@tensorflow/tfjs-core";
import { parameterCount, weightsOf } from "@tresnet/blocks";
import { PhaseClock } from "../processes/phase-clock.ts";
import type { TfjsSide } from "../terms/cases.ts";
import { type LoadedCase, loadCase } from "../terms/load-case.ts";
import type { StartRequest } from "../terms/messages.ts";
import type { RunningSide } from "./running-side.ts";
import { resnet } from "./tfjs/resnet.ts";
import { tresnet } from "./tfjs/tresnet.ts";
import type { Net } from "./tfjs/weights.ts";
import { useTfjsBackend } from "./tfjs-backend.ts";

type Forward = (net: Net, images: tf.Tensor4D) => tf.Tensor2D;

/** Builds the network from the weights of the model, which runs nothing itself. */
export async function tfjsSide(request: StartRequest, { backend }: TfjsSide): Promise<RunningSide> {
  const { case: options, files, threads, variant } = request;
  const clock = new PhaseClock();
  const versions = await useTfjsBackend(backend, threads);
  clock.end("load library");
  const loaded = await loadCase(options, files);
  const forward: Forward = (net, images) => (variant === null ? resnet(images, net) : tresnet(images, net, variant));
  const task = options.task === "train" ? training(loaded, forward, request) : inferring(loaded, forward);
  clock.end("build model");
  return { parameters: parameterCount(loaded.model), versions, phasesMs: clock.phasesMs, ...task };
}

type RunningTask = Pick<RunningSide, "check" | "step">;

function inferring({ model, images, labels }: LoadedCase, forward: Forward): RunningTask {
  labels.dispose();
  const net = { weights: weightsOf(model), training: false };
  const infer = () => readAllAndDispose(tf.tidy(() => forward(net, images)));
  return {
    check: async () => ({ logits: Array.from(await infer()), training: null }),
    async step() {
      const started = performance.now();
      await infer();
      return { durationMs: performance.now() - started, loss: null };
    },
  };
}

function training(
  { model, images, labels }: LoadedCase,
  forward: Forward,
  { case: { classes }, recipe }: StartRequest,
): RunningTask {
  const net = { weights: weightsOf(model), training: true };
  const trained = [...net.weights.values()].filter(({ trainable }) => trainable);
  const optimizer = tf.train.momentum(recipe.learningRate, recipe.momentum, recipe.nesterov);

  /** Forward and backward; what it gives belongs to the surrounding `tidy`. */
  const backward = () => {
    let logits: tf.Tensor2D | undefined;
    const { value: loss, grads } = tf.variableGrads(() => {
      const computed = forward(net, images);
      // After this function everything it made is released, except what is kept.
      logits = tf.keep(computed);
      const targets = tf.oneHot(labels, classes);
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
    async check() {
      const [logits, loss, norm] = tf.tidy(() => {
        const { loss, grads, logits } = backward();
        const squares = trained.map((variable) => tf.sum(tf.square(gradientOf(grads, variable))));
        const norm = tf.sqrt(tf.addN(squares));
        update(grads);
        return [logits, loss, norm];
      });
      if (logits === undefined) throw new Error("tfjs: the network gave no logits.");
      return {
        logits: Array.from(await readAllAndDispose(logits)),
        training: {
          loss: await readAndDispose(loss),
          gradientNorm: await readAndDispose(norm),
          nextLoss: await step(),
        },
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
  throw new Error(`tfjs: expected a gradient of every weight, got none of [${shape}].`);
}

async function readAllAndDispose(tensor: tf.Tensor): Promise<Float32Array> {
  const values = await tensor.data<"float32">();
  tensor.dispose();
  return values;
}

async function readAndDispose(tensor: tf.Tensor): Promise<number> {
  const [value = Number.NaN] = await readAllAndDispose(tensor);
  return value;
}
