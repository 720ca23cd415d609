/** The learning-rate range test of a training, from its options to its picture. */
import { rmdir } from "node:fs/promises";
import { LearningRateFinder, NonFiniteError } from "@tresnet/training";
import { InterruptedError } from "../errors.ts";
import { pretrainedWeights, startingFrom } from "../model/pretrained-weights.ts";
import { rateText } from "../report/learning-rate-chart.ts";
import { environmentOf } from "../run-directory/environment.ts";
import { newFolder } from "../run-directory/new-folder.ts";
import type { LrTestOptions } from "../settings/lr-find-options.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { assembleSteps } from "../training/assemble-steps.ts";
import { Interruption } from "../training/interruption.ts";
import { type OpenedTraining, openTraining } from "../training/open-training.ts";
import { ProgressReport } from "../training/progress-report.ts";
import { type LearningRateTest, learningRateTest, type TestSettings, writeTest } from "./learning-rate-test.ts";
import { runRangeTest } from "./range-test.ts";

export interface FindRequest {
  /** Of the training; its learning rate is not used. */
  readonly options: TrainOptions;
  readonly test: LrTestOptions;
  /** The command line of the test, and that of the training with a learning rate. */
  readonly command: string;
  readonly trainCommand: (learningRate: string) => string;
}

/** What was found, and where it lies. */
export interface FoundLearningRate extends LearningRateTest {
  readonly folder: string;
  readonly picture: string;
  readonly figures: string;
  /** The command of the training with the suggested rate. */
  readonly next: string | undefined;
}

/**
 * Builds the training that `tresnet train` would start, steps it while the learning rate climbs, and writes what was
 * seen.
 * @throws UsageError, DataError, CheckpointError, ProvisionError, NonFiniteError at the first step, InterruptedError.
 */
export async function findLearningRate(terminal: Terminal, request: FindRequest): Promise<FoundLearningRate> {
  const interruption = new Interruption(() =>
    terminal.line("Stopping after this step; press Ctrl-C again to stop at once."),
  );
  try {
    return await find(terminal, request, interruption.signal);
  } catch (error) {
    if (!interruption.requested || error instanceof InterruptedError) throw error;
    throw new InterruptedError("Stopped. Nothing was written.", { cause: error });
  } finally {
    interruption.close();
  }
}

async function find(terminal: Terminal, request: FindRequest, signal: AbortSignal): Promise<FoundLearningRate> {
  const { test } = request;
  const opened = await openTraining(terminal, request.options, { command: "lr-find", signal });
  const { options, engine, threads, fingerprint } = opened;
  const weights = await pretrainedWeights(terminal, options, signal);
  const advice = () => "Choose another --experiment.";
  const folder = await newFolder({ ...options, experiment: test.experiment, kind: "lr-find", advice });
  try {
    const starting = startingFrom(terminal, weights, opened);
    const done = await tested(terminal, { ...opened, options: starting }, { test, signal });
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

interface Testing {
  readonly test: LrTestOptions;
  readonly signal: AbortSignal;
}

async function tested(
  terminal: Terminal,
  { options, data, classes }: OpenedTraining,
  { test, signal }: Testing,
): Promise<LearningRateTest> {
  const { startLr, endLr, numIt } = test;
  const finder = new LearningRateFinder({ startLearningRate: startLr, endLearningRate: endLr, steps: numIt });
  const steps = await assembleSteps(options, data.train, classes);
  try {
    const progress = new ProgressReport(terminal, {
      epochs: 1,
      stepsPerEpoch: numIt,
      logInterval: options.logInterval,
    });
    printStart(terminal, options, { test, images: data.train.length });
    await runRangeTest({ steps, finder, numIt, progress, signal }).catch(explainFirstStep);
    return learningRateTest(finder, test);
  } finally {
    await steps.loader.close();
    steps.state.dispose();
  }
}

function printStart(
  terminal: Terminal,
  { model, data, freezeEpochs }: TrainOptions,
  { test: { startLr, endLr, numIt }, images }: { readonly test: LrTestOptions; readonly images: number },
): void {
  const { bold, dim } = terminal.colors;
  terminal.line(`${bold(`${model} on ${data}`)}: ${images} images, ${numIt} steps from ${startLr} to ${endLr}`);
  if (freezeEpochs > 0) {
    terminal.line(dim(`the head alone is trained, as in the first epochs of the training (--freeze-epochs)`));
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
