/** Puts a training together from its settings and its data. */
import { BatchLoader, type BrokenImage, type Dataset, type DatasetSplits, isMultiLabel } from "@tresnet/data";
import { currentEngine } from "@tresnet/engine";
import { createEvaluator, type Evaluator } from "@tresnet/training";
import type { TrainOptions } from "../options/train-options.ts";
import type { Terminal } from "../output/terminal.ts";
import {
  balancedClassWeights,
  evaluationTransform,
  loaderOptions,
  savedModel,
  trainingTransform,
} from "./data-plan.ts";
import { inputsOf } from "./inputs-of.ts";
import type { Interruption } from "./interruption.ts";
import { objectiveOf } from "./objective-of.ts";
import { scheduleOf } from "./optimization.ts";
import { ProgressReport } from "./progress-report.ts";
import type { RunDirectory } from "./run-directory.ts";
import type { TrainingRun } from "./training-run.ts";
import { buildModelOf, buildTraining } from "./training-state.ts";

/** What a training is made of. */
export interface TrainingParts {
  readonly options: TrainOptions;
  readonly run: RunDirectory;
  readonly data: DatasetSplits;
  /** Outputs of the head. */
  readonly classes: number;
  readonly interruption: Interruption;
}

/** A training ready to start; `dispose` closes and releases all of it. */
export interface AssembledTraining {
  readonly training: TrainingRun;
  /** Of the final score: it takes the weights as they are at its first call, as `tresnet evaluate` does. */
  readonly finalEvaluator: Evaluator;
  /** Images for the final score: the test part, else those of the validation. */
  readonly test: { readonly data: Dataset; readonly loader: BatchLoader; readonly what: string } | undefined;
  /** The images that could not be read so far, each once. */
  broken(): readonly BrokenImage[];
  dispose(): Promise<void>;
}

export async function assembleTraining(terminal: Terminal, parts: TrainingParts): Promise<AssembledTraining> {
  const { options, data, classes } = parts;
  const model = await buildModelOf(options, classes);
  const saved = savedModel(options, model, data.train);
  const shared = { ...loaderOptions(options), tensorFlow: currentEngine()?.library };
  const evaluating = { ...shared, transform: evaluationTransform(saved) };
  const dropLast = data.train.length >= options.batchSize;
  const loader = new BatchLoader(data.train, {
    ...shared,
    balanced: options.balanced,
    dropLast,
    transform: trainingTransform(options, saved),
  });
  const weights = options.classWeights === "balanced" ? balancedClassWeights(data.train, classes) : undefined;
  const state = buildTraining(options, model, objectiveOf(options, data.train, weights));
  const activation = isMultiLabel(data.train) ? "sigmoid" : "softmax";
  const { batchSize, precision } = options;
  const evaluator = createEvaluator(model, { batchSize, precision, activation });
  const finalEvaluator = createEvaluator(model, { batchSize, precision, activation, frozen: true });
  const validation = data.val && { data: data.val, loader: new BatchLoader(data.val, evaluating), evaluator };
  const test = data.test
    ? { data: data.test, loader: new BatchLoader(data.test, evaluating), what: "test images" }
    : validation && { ...validation, what: "validation images" };
  const stepsPerEpoch = loader.batchesPerEpoch;
  const { epochs, logInterval } = options;
  const progress = new ProgressReport(terminal, { epochs, stepsPerEpoch, logInterval });
  const schedule = scheduleOf(options, stepsPerEpoch);
  const { run, interruption } = parts;
  const loaders = new Set([loader, validation?.loader, test?.loader]);
  return {
    training: {
      ...{ run, options, saved, state, schedule, loader, validation, progress, interruption },
      inputsOf: (batch, epoch) => inputsOf(batch, epoch, options, { data: data.train, classes }),
    },
    finalEvaluator,
    test,
    broken: () => [...loaders].flatMap((one) => one?.broken ?? []),
    async dispose() {
      await Promise.all([...loaders].map((one) => one?.close()));
      for (const one of [evaluator, finalEvaluator]) one.dispose();
      state.dispose();
    },
  };
}
