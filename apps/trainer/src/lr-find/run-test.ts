/** The learning-rate range test of a training, from its options to its picture. */
import { rmdir } from "node:fs/promises";
import { LearningRateFinder, NonFiniteError } from "@tresnet/training";
import { alone } from "../cluster/team.ts";
import type { Job } from "../job/job.ts";
import { pretrainedWeights, startingFrom } from "../model/pretrained-weights.ts";
import { rateText } from "../report/learning-rate-chart.ts";
import { environmentOf } from "../run-directory/environment.ts";
import { newFolder } from "../run-directory/new-folder.ts";
import type { LrTestOptions } from "../settings/lr-find-options.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { type EngineAndData, openEngineAndData } from "../training/open-engine-and-data.ts";
import { settingsOfRun } from "../training/prepare-training.ts";
import type { LearningRateEvent } from "./learning-rate-event.ts";
import {
  type FoundLearningRate,
  type LearningRateTest,
  learningRateTest,
  type TestSettings,
  writeTest,
} from "./learning-rate-test.ts";
import { takeTestSteps } from "./take-test-steps.ts";

/** A test to run. */
export interface TestRequest {
  /** The settings of the training; its learning rate is not used. */
  readonly options: TrainOptions;
  readonly test: LrTestOptions;
  /** The command line of the test, and that of the training with a learning rate. */
  readonly command: string;
  readonly trainCommand: (learningRate: string) => string;
}

/**
 * Builds the training that `tresnet train` would start, steps it while the learning rate climbs, and writes what was
 * seen.
 * @throws UsageError, DataError, CheckpointError, ProvisionError, NonFiniteError at the first step, InterruptedError.
 */
export async function runTest(job: Job<LearningRateEvent>, request: TestRequest): Promise<FoundLearningRate> {
  const { test } = request;
  const { processes = 1, batchSize } = request.options;
  if (processes > 1) {
    const message = `lr-find runs in one process, by batches of ${batchSize}: the training's are ${processes} times as large, and --batch-size ${batchSize * processes} tries them`;
    job.emit({ type: "notice", level: "warning", message });
  }
  const opened = await openEngineAndData(job, settingsOfRun(request.options, 1), { command: "lr-find" });
  const { options, engine, threads, fingerprint } = opened;
  const weights = await pretrainedWeights(job, options);
  const advice = () => "Choose another --experiment.";
  const folder = await newFolder({ ...options, experiment: test.experiment, kind: "lr-find", advice });
  try {
    const starting = startingFrom(job, weights, opened);
    const done = await tested(job, { ...opened, options: starting }, test);
    const next = done.suggested && request.trainCommand(rateText(done.suggested.valley));
    const settings: TestSettings = {
      options,
      test,
      command: request.command,
      next,
      intraOpThreads: threads,
      environment: environmentOf(engine, options),
      data: fingerprint,
    };
    return { ...done, folder, next, ...(await writeTest(folder, done, settings)) };
  } catch (error) {
    await rmdir(folder).catch(() => undefined); // empty, or of use
    throw error;
  }
}

async function tested(
  job: Job<LearningRateEvent>,
  { options, data, task, classes }: EngineAndData,
  test: LrTestOptions,
): Promise<LearningRateTest> {
  const { startLr, endLr, numIt } = test;
  const finder = new LearningRateFinder({ startLearningRate: startLr, endLearningRate: endLr, steps: numIt });
  const setup = await task.setUp(job, options, data.train, classes, alone);
  try {
    job.emit({
      type: "started",
      model: options.model,
      data: options.data,
      images: data.train.length,
      steps: numIt,
      startLearningRate: startLr,
      endLearningRate: endLr,
      headAlone: options.freezeEpochs > 0,
    });
    await takeTestSteps(job, { setup, finder, numIt }).catch(explainFirstStep);
    return learningRateTest(finder, test);
  } finally {
    await setup.loader.close();
    setup.learner.dispose();
  }
}

function explainFirstStep(error: unknown): never {
  if (!(error instanceof NonFiniteError)) throw error;
  const { step, learningRate, message } = error;
  throw new NonFiniteError(
    `${message} It was the first step, so the learning rate is not to blame: look at the weights it starts from, at --mean and --std, or try --precision float32.`,
    { step, learningRate },
    { cause: error },
  );
}
