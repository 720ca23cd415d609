/** This project's own step. */
import * as tf from "@tensorflow/tfjs-core";
import { type Context, parameterCount } from "@tresnet/blocks";
import { trace, useTensorFlow } from "@tresnet/engine";
import { createTrainStep, sgd } from "@tresnet/training";
import type { Precision } from "./cases.ts";
import { loadCase } from "./load-case.ts";
import type { StartRequest } from "./messages.ts";
import type { TrainSide } from "./train-side.ts";

/** Builds model and step; `traced: false` runs it op by op. */
export async function tresnetSide(
  { case: options, files, recipe, threads }: StartRequest,
  { traced, precision }: { readonly traced: boolean; readonly precision: Precision },
): Promise<TrainSide> {
  const { version } = await useTensorFlow({ device: "cpu", threads: { interOp: threads, intraOp: threads } });
  const { model, images, labels } = await loadCase(options, files);
  const { learningRate, smoothing, ...optimizer } = recipe;
  const train = createTrainStep({ model, optimizer: sgd(optimizer), smoothing, traced, precision });

  // As in training, but with nothing changed by it.
  const context: Context = { training: true, update() {} };
  const forward = (x: tf.Tensor4D) => model.forward(x, context);
  const logits = async () => {
    if (!traced) return tf.tidy(() => forward(images));
    const call = trace(forward, { name: "checkForward", precision });
    const result = await call(images);
    call.dispose();
    return result;
  };
  return {
    parameters: parameterCount(model),
    versions: { TensorFlow: version },
    async check() {
      const computed = await logits();
      const values = Array.from(await computed.data());
      computed.dispose();
      const { loss, gradientNorm } = await train.run(images, labels, learningRate);
      const { loss: nextLoss } = await train.run(images, labels, learningRate);
      return { logits: values, loss, gradientNorm, nextLoss };
    },
    async step() {
      const started = performance.now();
      const { loss } = await train.run(images, labels, learningRate);
      return { durationMs: performance.now() - started, loss };
    },
  };
}
