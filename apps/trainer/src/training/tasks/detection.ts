/** Images with a box around each of their objects. */
import * as tf from "@tensorflow/tfjs-core";
import { type Batch, BatchLoader, type Dataset } from "@tresnet/data";
import { createDetector, type Detector } from "@tresnet/detection";
import { currentEngine } from "@tresnet/engine";
import { fcosObjective } from "@tresnet/training";
import type { Team } from "../../cluster/team.ts";
import { detectorInputSize, savedDetector, trainBoxesTransformOf } from "../../images/box-plan.ts";
import { trainLoaderOptions } from "../../images/data-plan.ts";
import type { Inputs } from "../../images/inputs-of.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import { detectorOf } from "../../settings/detection/detector-name.ts";
import type { TrainOptions } from "../../settings/train-options.ts";
import { checkDetection } from "../checks/check-detection.ts";
import { createLearner } from "../steps/learner.ts";
import { heldOutObjects } from "./held-out-objects.ts";
import { learnableDetector } from "./learnable-detector.ts";
import type { TaskSetup, TrainingTask } from "./task.ts";

/** The row of images with boxes. */
export const detection: TrainingTask = {
  name: "detect",
  usualMetric: () => "ap50",
  reading: ({ tile, overlap, badBoxes, format, boxCorners, splitBy }) => ({
    boxes: { bad: badBoxes, format, corners: boxCorners },
    splitBy,
    ...(tile !== undefined && { tile: { size: tile, overlap } }),
  }),
  check: checkDetection,
  setUp,
};

async function setUp(
  job: Job<CommonEvent>,
  options: TrainOptions,
  data: Dataset,
  classes: number,
  team: Team,
): Promise<TaskSetup> {
  const detector = await createInitialDetector(job, options, data.classNames);
  const saved = savedDetector(options, detector, data.classNames);
  const loader = new BatchLoader(data, {
    ...trainLoaderOptions(options, data, team),
    tensorFlow: currentEngine()?.library,
    transform: trainBoxesTransformOf(options, saved, detector),
  });
  const pyramid = detector.pyramid({ height: saved.imgSize, width: saved.imgSize });
  const objective = fcosObjective({ numClasses: classes, pyramid, form: options.boxLoss });
  const learner = createLearner(options, learnableDetector(detector, options), {
    objective,
    reusesFeatures: false,
    team,
  });
  return {
    options,
    team,
    saved,
    learner,
    loader,
    input: { source: async () => loader, broken: () => [], damaged: () => [] },
    inputsOf,
    holdOut: (parts) => heldOutObjects(parts, { saved, options, detector, team }),
  };
}

/** The images of a batch, and for each location of the pyramid what it is to answer, float32 [n, locations, 6]. */
function inputsOf({ images, shape, objects }: Batch): Inputs {
  const targets = objects?.targets;
  if (targets === undefined) throw new Error("inputsOf: expected a batch with a detector's targets, got none.");
  const [n] = shape;
  const width = 6;
  return {
    images: tf.tensor4d(images, [...shape]),
    targets: tf.tensor3d(targets, [n, targets.length / (n * width), width]),
  };
}

/** The detector that a training starts with; the caller disposes it. */
async function createInitialDetector(
  job: Pick<Job<CommonEvent>, "emit">,
  options: TrainOptions,
  classNames: readonly string[],
): Promise<Detector> {
  const { seed, assigner, points, dropPath, gradCheckpointing, initialCheckpoint, pretrained } = options;
  const settings = {
    seed,
    numClasses: classNames.length,
    classNames,
    inputSize: detectorInputSize(options),
    assigner,
    points,
    dropPathRate: dropPath,
    gradCheckpointing,
    ...(options.mean && { mean: tripleOf(options.mean) }),
    ...(options.std && { std: tripleOf(options.std) }),
  };
  const name = detectorOf(options.model);
  if (initialCheckpoint === undefined) return createDetector(name, settings);
  const onNotice = (message: string) => {
    // Of published weights it is told before.
    if (!pretrained) job.emit({ type: "notice", level: "info", message: `weights: ${message}` });
  };
  return createDetector(name, { ...settings, pretrained: initialCheckpoint, onNotice });
}

function tripleOf([a = 0, b = 0, c = 0]: readonly number[]): [number, number, number] {
  return [a, b, c];
}
