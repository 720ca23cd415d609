/** This project's own training step of a detector. */
import * as tf from "@tensorflow/tfjs-core";
import { type Context, parameterCount, weightsOf } from "@tresnet/blocks";
import { detectionTargets } from "@tresnet/boxes";
import { readSafetensors } from "@tresnet/checkpoints";
import { type Detector, freezeDetector, loadDetector } from "@tresnet/detection";
import { trace, useTensorFlow } from "@tresnet/engine";
import { createTrainStep, fcosObjective, sgd } from "@tresnet/training";
import { PhaseClock } from "../../processes/phase-clock.ts";
import type { BenchmarkCase, OwnSide } from "../../terms/cases.ts";
import { valuesOf } from "../../terms/load-case.ts";
import type { StartRequest } from "../../terms/messages.ts";
import type { RunningSide } from "../running-side.ts";

/** Builds detector and step; targets are made of boxes in the step, as torchvision does. */
export async function detectorSide(request: StartRequest, side: OwnSide): Promise<RunningSide> {
  const { case: options, files, threads } = request;
  const clock = new PhaseClock();
  const { version } = await useTensorFlow({ device: "cpu", threads: { interOp: threads, intraOp: threads } });
  clock.end("load library");
  const detector = await loadDetector(files.weights, { gradCheckpointing: side.checkpoints });
  const batch = await loadBatch(files.batch, options);
  const training = detectorTraining(detector, batch, request, side);
  clock.end("build model");
  return {
    parameters: parameterCount(detector),
    versions: { TensorFlow: version },
    phasesMs: clock.phasesMs,
    ...training,
  };
}

/** Images, and the objects of each. */
interface ObjectBatch {
  /** float32 [n, h, w, 3] */
  readonly images: tf.Tensor4D;
  readonly objects: readonly { readonly boxes: Float32Array; readonly labels: Int32Array }[];
}

async function loadBatch(file: string, { batchSize, imageSize }: BenchmarkCase): Promise<ObjectBatch> {
  const { tensors } = await readSafetensors(file);
  const [boxes, labels, counts] = ["boxes", "labels", "counts"].map((name) => valuesOf(tensors, name));
  let start = 0;
  const objects = Array.from(counts ?? [], (count) => {
    const end = start + count;
    const part = {
      boxes: Float32Array.from(boxes?.subarray(4 * start, 4 * end) ?? []),
      labels: Int32Array.from(labels?.subarray(start, end) ?? []),
    };
    start = end;
    return part;
  });
  return { images: tf.tensor4d(valuesOf(tensors, "images"), [batchSize, imageSize, imageSize, 3]), objects };
}

function detectorTraining(
  detector: Detector,
  { images, objects }: ObjectBatch,
  { recipe, case: options }: StartRequest,
  { traced, precision }: OwnSide,
): Pick<RunningSide, "check" | "step"> {
  const { learningRate, smoothing: _, ...optimizer } = recipe;
  const pyramid = detector.pyramid({ height: options.imageSize, width: options.imageSize });
  const trainable = freezeDetector(detector, { norms: options.detector?.trainNorms !== true });
  const train = createTrainStep({
    model: detector,
    trainable,
    objective: fcosObjective({ numClasses: detector.numClasses, pyramid }),
    optimizer: sgd(optimizer),
    traced,
    precision,
  });
  // As in training, but with nothing changed by it.
  const frozen = new Set([...weightsOf(detector).values()].filter((weight) => !trainable.includes(weight)));
  const context: Context = { training: true, update() {}, frozen };
  const forward = (x: tf.Tensor4D) => detector.forward(x, context);
  const run = async () => {
    const targets = targetsOf(objects, pyramid);
    return train.run(images, targets, learningRate).finally(() => targets.dispose());
  };
  return {
    async check() {
      const call = trace(forward, { name: "checkForward", precision });
      const answers = traced ? await call(images) : tf.tidy(() => forward(images));
      const logits = Array.from(await answers.data());
      answers.dispose();
      call.dispose();
      const { loss, gradientNorm } = await run();
      return { logits, training: { loss, gradientNorm, nextLoss: (await run()).loss } };
    },
    async step() {
      const started = performance.now();
      const { loss } = await run();
      return { durationMs: performance.now() - started, loss };
    },
  };
}

/** What the head has to answer, float32 [n, locations, 6]: class, four distances, centre-ness. */
function targetsOf(objects: ObjectBatch["objects"], pyramid: ReturnType<Detector["pyramid"]>): tf.Tensor3D {
  const values = objects.map(({ boxes, labels }) => {
    const { classes, ltrb, centerness } = detectionTargets(boxes, labels, pyramid);
    return Array.from(classes, (label, location) => [
      label,
      ...ltrb.subarray(4 * location, 4 * location + 4),
      centerness[location] ?? 0,
    ]);
  });
  return tf.tensor3d(values);
}
