/** Images that have classes as a whole: one each, or any number of them. */
import { BatchLoader, type Dataset, isFixed, isMultiLabel } from "@tresnet/data";
import { isDetectorName } from "@tresnet/detection";
import { currentEngine } from "@tresnet/engine";
import type { Team } from "../../cluster/team.ts";
import { UsageError } from "../../errors.ts";
import { featureBytes } from "../../images/compute-features.ts";
import {
  balancedClassWeights,
  loaderOptions,
  savedModel,
  trainingTransform,
  trainLoaderOptions,
} from "../../images/data-plan.ts";
import { imagesOrFeatures } from "../../images/frozen-features.ts";
import { inputsOf, mixes } from "../../images/inputs-of.ts";
import type { NoticeEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { TrainOptions } from "../../settings/train-options.ts";
import { checkClasses } from "../checks/check-classes.ts";
import { checkNoDetection } from "../checks/check-detection.ts";
import { checkRegime } from "../checks/check-regime.ts";
import { checkLoss, objectiveOf } from "../objective-of.ts";
import { createInitialModel } from "../steps/initial-model.ts";
import { createLearner } from "../steps/learner.ts";
import { heldOutImages } from "./held-out-images.ts";
import { learnableClassifier } from "./learnable-classifier.ts";
import type { TaskSetup, TrainingTask } from "./task.ts";

/** The memory that features take without being asked for. */
const featureLimitBytes = 2 ** 30;

/** The row of images with classes. */
export const classification: TrainingTask = {
  name: "classify",
  usualMetric: (data) => (isMultiLabel(data) ? "map" : "accuracy"),
  reading: () => ({}),
  check(options, data) {
    if (isDetectorName(options.model)) {
      throw new UsageError(`--task classify: expected a model that classifies, got the detector ${options.model}.`);
    }
    checkNoDetection(options);
    const classes = checkClasses(options, data);
    checkLoss(options, data);
    checkRegime(options, data);
    return classes;
  },
  setUp,
};

async function setUp(
  job: Pick<Job<NoticeEvent>, "emit">,
  options: TrainOptions,
  data: Dataset,
  classes: number,
  team: Team,
): Promise<TaskSetup> {
  const model = await createInitialModel(job, options, classes, data.classNames);
  const saved = savedModel(options, model, data);
  const transform = trainingTransform(options, saved);
  const reading = { tensorFlow: currentEngine()?.library, transform };
  const shared = { ...loaderOptions(options, team), ...reading };
  const loader = new BatchLoader(data, {
    ...trainLoaderOptions(options, data, team),
    ...reading,
    balanced: options.balanced,
  });
  const weights = options.classWeights === "balanced" ? balancedClassWeights(data, classes) : undefined;
  const reusesFeatures =
    isFixed(transform) && canReuseFeatures(options, data.length * featureBytes(model, saved.imgSize));
  const learner = createLearner(options, learnableClassifier(model, options), {
    objective: objectiveOf(options, data, weights),
    reusesFeatures,
    team,
  });
  const { precision } = options;
  const { batchSize } = shared;
  const once = () => new BatchLoader(data, { ...shared, shuffle: false, dropLast: false, cache: false });
  const state = {
    model,
    get takesFeatures() {
      return learner.takesFeatures;
    },
  };
  const input = imagesOrFeatures(state, { data, loader, once, batchSize, precision, replaceBroken: true, team });
  return {
    options,
    team,
    saved,
    learner,
    loader,
    input,
    inputsOf: (batch, epoch) => inputsOf(batch, epoch, options, { data, classes }),
    holdOut: (parts) => heldOutImages(parts, { saved, state, options, team, isMultiLabel: isMultiLabel(data) }),
  };
}

/**
 * Whether a frozen backbone makes the same of an image every time, where its pixels are the same, and there is room to
 * keep that.
 */
function canReuseFeatures(options: TrainOptions, bytes: number): boolean {
  const { cacheImages, dropPath } = options;
  if (mixes(options) || dropPath > 0) return false;
  return cacheImages === "on" || (cacheImages === "auto" && bytes <= featureLimitBytes);
}
