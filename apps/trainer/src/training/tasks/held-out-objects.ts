/** Images with boxes that are held out of a training, with their loaders. */
import { BoxError } from "@tresnet/boxes";
import { BatchLoader, type Dataset, type DatasetSplits } from "@tresnet/data";
import { createDetectionEvaluator, type DetectionEvaluator, type Detector } from "@tresnet/detection";
import { currentEngine } from "@tresnet/engine";
import { NonFiniteError } from "@tresnet/training";
import { countOfAll, type Team } from "../../cluster/team.ts";
import { gatherDetected } from "../../evaluation/gathering/gather-detected.ts";
import { evaluateDetector } from "../../evaluation/objects/detect-dataset.ts";
import { evalBoxesTransformOf } from "../../images/box-plan.ts";
import { loaderOptions } from "../../images/data-plan.ts";
import { reportCount } from "../../job/report-to.ts";
import type { SavedModel } from "../../run-directory/checkpoint-metadata.ts";
import { leastScore } from "../../settings/detection/detection-options.ts";
import type { TrainOptions } from "../../settings/train-options.ts";
import { endingOf } from "./ending-of.ts";
import type { HeldOut, ScoredImages } from "./task.ts";

/** What held-out images are scored by. */
interface HoldingOut {
  readonly saved: SavedModel;
  readonly options: TrainOptions;
  readonly detector: Detector;
  /** The processes that train together: each scores its share of the images. */
  readonly team: Team;
}

/** The images to validate on and those of the final score; both may be the same. */
export function heldOutObjects(data: Pick<DatasetSplits, "val" | "test">, holding: HoldingOut): HeldOut {
  const { saved, options, detector, team } = holding;
  const { precision } = options;
  const shared = loaderOptions(options, team);
  const { batchSize } = shared;
  const limits = { batchSize, precision, scoreThreshold: leastScore.toScore };
  const evaluators = {
    validating: createDetectionEvaluator(detector, limits),
    final: createDetectionEvaluator(detector, { ...limits, frozen: true }),
  };
  const loaderOf = (images: Dataset) =>
    new BatchLoader(images, {
      ...shared,
      tensorFlow: currentEngine()?.library,
      transform: evalBoxesTransformOf(saved),
    });
  const validating = data.val && { data: data.val, loader: loaderOf(data.val), what: "validation images" };
  const testing = data.test ? { data: data.test, loader: loaderOf(data.test), what: "test images" } : validating;
  return {
    validation: validating && scoredBy(evaluators.validating, validating, holding),
    test: testing && scoredBy(evaluators.final, testing, holding),
    ...endingOf([validating?.loader, testing?.loader], Object.values(evaluators)),
  };
}

interface LoadedImages {
  readonly data: Dataset;
  readonly loader: BatchLoader;
  readonly what: string;
}

function scoredBy(
  evaluator: DetectionEvaluator,
  { data, loader, what }: LoadedImages,
  { saved: { classNames }, team }: HoldingOut,
): ScoredImages {
  return {
    data,
    what,
    score: ({ job, work, epoch }) =>
      evaluateDetector(evaluator, loader, data, {
        classNames,
        signal: job.signal,
        onProgress: countOfAll(team, reportCount(job, work)),
        gather: (own) => gatherDetected(team, own, data),
      }).catch((cause: unknown) => {
        if (epoch === undefined || !(cause instanceof BoxError)) throw cause;
        throw new NonFiniteError(
          `validation after epoch ${epoch}: the detector's answers must be finite, but are NaN: weights have grown too large.`,
          { step: epoch, learningRate: undefined },
          { cause },
        );
      }),
  };
}
