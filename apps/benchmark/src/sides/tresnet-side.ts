/** This project's own training step and inference. */
import * as tf from "@tensorflow/tfjs-core";
import { type Context, parameterCount } from "@tresnet/blocks";
import { type Cluster, joinCluster, trace, useTensorFlow } from "@tresnet/engine";
import { createTrainStep, sgd } from "@tresnet/training";
import { PhaseClock } from "../processes/phase-clock.ts";
import type { OwnSide } from "../terms/cases.ts";
import { type LoadedCase, loadCase } from "../terms/load-case.ts";
import type { StartRequest } from "../terms/messages.ts";
import { inferBatch } from "./infer-batch.ts";
import { reduceTimer } from "./reduce-timer.ts";
import type { RunningSide } from "./running-side.ts";

/** Builds model and task; `traced: false` runs it op by op. */
export async function tresnetSide(request: StartRequest, side: OwnSide): Promise<RunningSide> {
  const { case: options, files, threads } = request;
  const clock = new PhaseClock();
  const { version } = await useTensorFlow({ device: "cpu", threads: { interOp: threads, intraOp: threads } });
  clock.end("load library");
  const cluster = request.cluster && (await joinCluster(request.cluster));
  if (cluster !== undefined) clock.end("join cluster");
  const loaded = await loadCase(options, files, {
    inPlaceNorm: side.norm === "in-place",
    gradCheckpointing: side.checkpoints,
  });
  const task = options.task === "train" ? training(loaded, { request, side, cluster }) : inferring(loaded, side);
  clock.end("build model");
  return {
    parameters: parameterCount(loaded.model),
    versions: { TensorFlow: version },
    phasesMs: clock.phasesMs,
    ...task,
    ...(cluster && { reduce: reduceTimer(cluster, request), leave: () => cluster.leave() }),
  };
}

interface Training {
  readonly request: StartRequest;
  readonly side: OwnSide;
  readonly cluster: Cluster | undefined;
}

type RunningTask = Pick<RunningSide, "check" | "step">;

function training({ model, images, labels }: LoadedCase, { request, side, cluster }: Training): RunningTask {
  const { traced, precision } = side;
  const { learningRate, smoothing, ...optimizer } = request.recipe;
  const across = cluster && { cluster, gradientFormat: request.cluster?.gradientFormat ?? "float32" };
  const train = createTrainStep({ model, optimizer: sgd(optimizer), smoothing, traced, precision, ...across });

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
    async check() {
      const computed = await logits();
      const values = Array.from(await computed.data());
      computed.dispose();
      const { loss, gradientNorm } = await train.run(images, labels, learningRate);
      const { loss: nextLoss } = await train.run(images, labels, learningRate);
      return { logits: values, training: { loss, gradientNorm, nextLoss } };
    },
    async step() {
      const started = performance.now();
      const { loss } = await train.run(images, labels, learningRate);
      return { durationMs: performance.now() - started, loss };
    },
  };
}

function inferring({ model, images, labels }: LoadedCase, side: OwnSide): RunningTask {
  labels.dispose();
  const infer = inferBatch(model, side);
  return {
    check: async () => ({ logits: Array.from(await infer(images)), training: null }),
    async step() {
      const started = performance.now();
      await infer(images);
      return { durationMs: performance.now() - started, loss: null };
    },
  };
}
