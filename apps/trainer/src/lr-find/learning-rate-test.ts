/** What a learning-rate range test leaves behind. */
import path from "node:path";
import { replaceFile } from "@tresnet/files";
import type { LearningRateFinder, LearningRatePoint, SuggestedLearningRates } from "@tresnet/training";
import { learningRateChart } from "../report/learning-rate-chart.ts";
import type { RunConfig } from "../run-directory/run-directory.ts";
import type { LrTestOptions } from "../settings/lr-find-options.ts";
import type { TrainOptions } from "../settings/train-options.ts";

/** A test that is over. */
export interface LearningRateTest {
  /** The loss at each learning rate that was tried, lowest rate first. */
  readonly curve: readonly LearningRatePoint[];
  /** Whether the loss diverged before the highest rate. */
  readonly diverged: boolean;
  /** The learning rates that the curve speaks for; undefined where it speaks for none. */
  readonly suggested: SuggestedLearningRates | undefined;
  /** Why there is no suggestion, and what to do. */
  readonly problem: string | undefined;
}

/** What a test found, and where it lies. */
export interface FoundLearningRate extends LearningRateTest {
  /** The folder that the test's files lie in. */
  readonly folder: string;
  /** An SVG file: the loss over the learning rate. */
  readonly picture: string;
  /** A JSON file with every step, and the settings of the test. */
  readonly figures: string;
  /** The command of the training with the suggested rate. */
  readonly next: string | undefined;
}

/** The outcome of a test, with a suggestion or the reason why there is none. */
export function learningRateTest(finder: LearningRateFinder, test: LrTestOptions): LearningRateTest {
  const { curve, diverged } = finder;
  const over = { curve, diverged };
  try {
    return { ...over, suggested: finder.suggest(), problem: undefined };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...over, suggested: undefined, problem: problemOf(over, test) };
  }
}

function problemOf(
  { curve, diverged }: Pick<LearningRateTest, "curve" | "diverged">,
  { startLr, endLr, numIt }: LrTestOptions,
): string {
  return diverged
    ? `No suggestion: the loss burst after ${curve.length} of ${numIt} steps and had not fallen before. Begin lower than --start-lr ${startLr}, take more steps than --num-it ${numIt}, or look at the images by tresnet data preview.`
    : `No suggestion: the loss did not fall by 1 % in ${curve.length} steps. Go higher than --end-lr ${endLr}, take more steps than --num-it ${numIt}, or look at the images by tresnet data preview.`;
}

/** What a test was made with. */
export interface TestSettings {
  readonly options: TrainOptions;
  readonly test: LrTestOptions;
  /** The commands of the test itself, and of the training to go on with, where there is a suggestion. */
  readonly command: string;
  readonly next: string | undefined;
  readonly intraOpThreads: number;
  readonly environment: RunConfig["environment"];
  readonly data: RunConfig["data"];
}

/** lr-find.json: the test and all that is needed to repeat it. */
export function testJson({ curve, diverged, suggested, problem }: LearningRateTest, settings: TestSettings) {
  const { options, test, command, next, ...madeWith } = settings;
  const { lr: _, experiment: __, ...others } = options;
  const { startLr, endLr, numIt } = test;
  return {
    command,
    suggestions: suggested ?? null,
    problem: problem ?? null,
    next: next ?? null,
    diverged,
    learningRates: curve.map(({ learningRate }) => learningRate),
    losses: curve.map(({ loss }) => loss),
    smoothedLosses: curve.map(({ smoothedLoss }) => smoothedLoss),
    test: { startLr, endLr, numIt },
    options: others,
    ...madeWith,
  };
}

/** Writes picture and figures into a folder and returns where they are. */
export async function writeTest(folder: string, done: LearningRateTest, settings: TestSettings) {
  const { model, data = "" } = settings.options;
  const files = { picture: path.join(folder, "lr-find.svg"), figures: path.join(folder, "lr-find.json") };
  const picture = learningRateChart(done.curve, done.suggested, `${model} on ${data}`);
  await replaceFile(files.picture, (handle) => handle.writeFile(picture));
  const figures = JSON.stringify(testJson(done, settings), null, 2);
  await replaceFile(files.figures, (handle) => handle.writeFile(`${figures}\n`));
  return files;
}
