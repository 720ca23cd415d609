/** Puts a run together from its settings and its data: steps, validation, the final images. */
import { BatchLoader, type BrokenImage, type Dataset, type DatasetSplits, isMultiLabel } from "@tresnet/data";
import { currentEngine } from "@tresnet/engine";
import type { HeldLock } from "@tresnet/files";
import { createEvaluator, type Evaluator } from "@tresnet/training";
import { type Views, viewsOf } from "../evaluation/views.ts";
import { evaluationTransform, loaderOptions } from "../images/data-plan.ts";
import { imagesOrFeatures } from "../images/frozen-features.ts";
import type { Job } from "../job/job.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { EpochSetup } from "./epochs/epoch-setup.ts";
import { scheduleOf } from "./optimization.ts";
import type { Learner } from "./steps/learner.ts";
import { setUpSteps } from "./steps/step-setup.ts";
import { Throughput } from "./steps/throughput.ts";
import type { TrainEvent } from "./train-event.ts";

/** What a run is made of. */
export interface RunParts {
  readonly options: TrainOptions;
  readonly run: RunDirectory;
  /** The command that does it again, as config.json has it. */
  readonly command: string;
  /** The mark that the run's checkpoints carry; undefined where an earlier version began it without one. */
  readonly mark: string | undefined;
  /** That of the run's folder, which is asked before each write into it. */
  readonly lock: HeldLock;
  readonly data: DatasetSplits;
  /** Outputs of the head. */
  readonly classes: number;
  /** What was told of the data. */
  readonly notices: readonly string[];
}

/** What the best weights are scored on, and how. */
export interface FinalImages {
  readonly data: Dataset;
  readonly loader: BatchLoader;
  /** "test images" */
  readonly what: string;
  /** The views of a batch over which probabilities are averaged. */
  readonly views: Views["of"] | undefined;
}

/** A run ready to start; `dispose` closes and releases all of it. */
export interface RunSetup {
  readonly epochs: EpochSetup;
  /** Scores the best weights: it takes the weights as they are at its first call, as `tresnet evaluate` does. */
  readonly finalEvaluator: Evaluator;
  /** Images for the final score: the test part, else those of the validation. */
  readonly test: FinalImages | undefined;
  /** The images that could not be read so far, each once. */
  broken(): readonly BrokenImage[];
  /** The images whose files are damaged and were decoded all the same so far, each once. */
  damaged(): readonly BrokenImage[];
  dispose(): Promise<void>;
}

/**
 * Makes everything that a run needs; TensorFlow runs.
 * @throws CheckpointError when the weights to start from don't fit.
 */
export async function setUpRun(
  job: Job<TrainEvent>,
  { options, run, command, mark, lock, data, classes }: RunParts,
): Promise<RunSetup> {
  const steps = await setUpSteps(job, options, data.train, classes);
  const { loader, saved, learner } = steps;
  const evaluators = createEvaluators(learner, options, isMultiLabel(data.train) ? "sigmoid" : "softmax");
  const { validation, test } = heldOutImages(data, saved, learner, options);
  const loaders = new Set([loader, validation?.loader, test?.loader]);
  const inputs = [steps.input, validation?.input];
  return {
    epochs: {
      ...steps,
      run,
      command,
      mark,
      lock,
      job,
      schedule: scheduleOf(options, loader.batchesPerEpoch),
      throughput: new Throughput(),
      validation: validation && {
        ...validation,
        evaluator: () => (learner.takesFeatures ? evaluators.ofFeatures : evaluators.ofImages),
      },
    },
    finalEvaluator: evaluators.final,
    test,
    broken: () => {
      return once([
        ...[...loaders].flatMap((one) => one?.broken ?? []),
        ...inputs.flatMap((one) => one?.broken() ?? []),
      ]);
    },
    damaged: () => {
      return once([
        ...[...loaders].flatMap((one) => one?.damaged ?? []),
        ...inputs.flatMap((one) => one?.damaged() ?? []),
      ]);
    },
    async dispose() {
      await Promise.all([...loaders].map((one) => one?.close()));
      for (const one of Object.values(evaluators)) one.dispose();
      learner.dispose();
    },
  };
}

/** Each image once, as the last of the loaders tells of it. */
function once(images: readonly BrokenImage[]): readonly BrokenImage[] {
  return [...new Map(images.map((image) => [image.id, image])).values()];
}

function createEvaluators(
  { model }: Learner,
  { batchSize, precision }: TrainOptions,
  activation: "sigmoid" | "softmax",
): Record<"ofImages" | "final" | "ofFeatures", Evaluator> {
  const settings = { batchSize, precision, activation };
  return {
    ofImages: createEvaluator(model, settings),
    final: createEvaluator(model, { ...settings, frozen: true }),
    ofFeatures: createEvaluator({ forward: model.forwardHead.bind(model) }, settings),
  };
}

/** The images to validate on and those of the final score, with their loaders; both may be the same. */
function heldOutImages(data: DatasetSplits, saved: SavedModel, learner: Learner, options: TrainOptions) {
  const evaluating = {
    ...loaderOptions(options),
    tensorFlow: currentEngine()?.library,
    transform: evaluationTransform(saved),
  };
  const validation = data.val && validationOf(data.val, new BatchLoader(data.val, evaluating), learner, options);
  const views = viewsOf(options.tta, evaluating.transform);
  const viewing = { ...evaluating, transform: views.transform };
  const isSame = viewing.transform === evaluating.transform;
  const final = data.test
    ? { data: data.test, loader: new BatchLoader(data.test, viewing), what: "test images" }
    : validation && {
        data: validation.data,
        loader: isSame ? validation.loader : new BatchLoader(validation.data, viewing),
        what: "validation images",
      };
  const test = final && { ...final, views: options.tta === "none" ? undefined : views.of };
  return { validation, test };
}

/** Images that are held out; of a frozen backbone their features are computed once. */
function validationOf(
  data: Dataset,
  loader: BatchLoader,
  learner: Learner,
  { batchSize, precision }: Pick<TrainOptions, "batchSize" | "precision">,
) {
  const once = () => loader;
  const input = imagesOrFeatures(learner, { data, loader, once, batchSize, precision, replaceBroken: false });
  return { data, loader, input };
}
