/** Puts a training together from its settings and its data. */
import { BatchLoader, type BrokenImage, type Dataset, type DatasetSplits, isMultiLabel } from "@tresnet/data";
import { currentEngine } from "@tresnet/engine";
import { createEvaluator, type Evaluator } from "@tresnet/training";
import { type Views, viewsOf } from "../evaluation/views.ts";
import { evaluationTransform, loaderOptions } from "../images/data-plan.ts";
import { imagesOrFeatures } from "../images/frozen-features.ts";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { assembleSteps } from "./assemble-steps.ts";
import type { Interruption } from "./interruption.ts";
import { scheduleOf } from "./optimization.ts";
import { ProgressReport } from "./progress-report.ts";
import type { TrainingRun } from "./training-run.ts";
import type { TrainingState } from "./training-state.ts";

/** What a training is made of. */
export interface TrainingParts {
  readonly options: TrainOptions;
  readonly run: RunDirectory;
  readonly data: DatasetSplits;
  /** Outputs of the head. */
  readonly classes: number;
  readonly interruption: Interruption;
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

/** A training ready to start; `dispose` closes and releases all of it. */
export interface AssembledTraining {
  readonly training: TrainingRun;
  /** Of the final score: it takes the weights as they are at its first call, as `tresnet evaluate` does. */
  readonly finalEvaluator: Evaluator;
  /** Images for the final score: the test part, else those of the validation. */
  readonly test: FinalImages | undefined;
  /** The images that could not be read so far, each once. */
  broken(): readonly BrokenImage[];
  dispose(): Promise<void>;
}

export async function assembleTraining(terminal: Terminal, parts: TrainingParts): Promise<AssembledTraining> {
  const { options, data, classes } = parts;
  const steps = await assembleSteps(options, data.train, classes);
  const { loader, saved, state } = steps;
  const { model } = state;
  const shared = { ...loaderOptions(options), tensorFlow: currentEngine()?.library };
  const evaluating = { ...shared, transform: evaluationTransform(saved) };
  const activation = isMultiLabel(data.train) ? "sigmoid" : "softmax";
  const { batchSize, precision } = options;
  const evaluator = createEvaluator(model, { batchSize, precision, activation });
  const finalEvaluator = createEvaluator(model, { batchSize, precision, activation, frozen: true });
  const headEvaluator = createEvaluator(
    { forward: model.forwardHead.bind(model) },
    { batchSize, precision, activation },
  );
  const validation = data.val && validationOf(data.val, new BatchLoader(data.val, evaluating), state, options);
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
  const stepsPerEpoch = loader.batchesPerEpoch;
  const { epochs, logInterval } = options;
  const progress = new ProgressReport(terminal, { epochs, stepsPerEpoch, logInterval });
  const schedule = scheduleOf(options, stepsPerEpoch);
  const { run, interruption } = parts;
  const loaders = new Set([loader, validation?.loader, test?.loader]);
  return {
    training: {
      ...steps,
      run,
      schedule,
      progress,
      interruption,
      validation: validation && {
        ...validation,
        evaluator: () => (state.takesFeatures ? headEvaluator : evaluator),
      },
    },
    finalEvaluator,
    test,
    broken() {
      const inputs = [steps.input, validation?.input].flatMap((one) => one?.broken() ?? []);
      const all = [...[...loaders].flatMap((one) => one?.broken ?? []), ...inputs];
      return [...new Map(all.map((image) => [image.id, image])).values()];
    },
    async dispose() {
      await Promise.all([...loaders].map((one) => one?.close()));
      for (const one of [evaluator, headEvaluator, finalEvaluator]) one.dispose();
      state.dispose();
    },
  };
}

/** Images that are held out; of a frozen backbone their features are computed once. */
function validationOf(
  data: Dataset,
  loader: BatchLoader,
  state: TrainingState,
  { batchSize, precision }: Pick<TrainOptions, "batchSize" | "precision">,
) {
  const once = () => loader;
  const input = imagesOrFeatures(state, { data, loader, once, batchSize, precision, replaceBroken: false });
  return { data, loader, input };
}
