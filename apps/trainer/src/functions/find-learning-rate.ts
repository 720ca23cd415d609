/** `findLearningRate`: looks for the learning rate of a training. */
import { type JobOptions, runJob } from "../job/job.ts";
import { untilStopped } from "../job/stop.ts";
import type { LearningRateEvent } from "../lr-find/learning-rate-event.ts";
import type { FoundLearningRate } from "../lr-find/learning-rate-test.ts";
import { runTest, type TestRequest } from "../lr-find/run-test.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { flagsOf } from "../run-directory/command-of.ts";
import { type LrTestInput, lrTestOptions } from "../settings/lr-find-options.ts";
import { trainTable } from "../settings/train-options.ts";
import { shellWord } from "../text/shell-word.ts";
import type { TrainInput } from "./train.ts";

/**
 * The settings of a training, whose `lr` is not used, and those of the test; `experiment` names the folder of the test.
 *
 * `tresnet lr-find --help` says of each what it does, what it may be and what it is by default.
 */
export interface FindLearningRateInput extends Omit<TrainInput, "experiment">, LrTestInput {}

/**
 * Takes some steps of a training while its learning rate climbs, as `tresnet lr-find` does, draws how the loss falls
 * and diverges, and suggests a rate for `lr`. No weights are kept.
 * @throws UsageError naming the option that is wrong; NonFiniteError when the loss of the first step is not finite;
 * InterruptedError when `signal` is aborted; DataError, CheckpointError, HubError, ProvisionError.
 */
export function findLearningRate(
  { startLr, endLr, numIt, experiment, ...training }: FindLearningRateInput,
  settings: JobOptions<LearningRateEvent> = {},
): Promise<FoundLearningRate> {
  const { program = "tresnet" } = settings;
  return testLearningRate(async () => {
    const given = { startLr, endLr, numIt, experiment };
    const { data, lr: _, ...rest } = training;
    const words = [shellWord(data), ...flagsOf(rest)];
    return {
      options: resolveOptions(trainTable, [
        { source: "findLearningRate", spelling: "code", values: { ...training, lr: undefined } },
      ]),
      test: lrTestOptions({ source: "findLearningRate", spelling: "code", values: given }),
      command: [program, "lr-find", ...words, ...flagsOf(given)].join(" "),
      trainCommand: (rate) => [program, "train", ...words, ...flagsOf({ lr: rate })].join(" "),
    };
  }, settings);
}

/** Runs the test that `request` gives, for a program or for the command line. */
export function testLearningRate(
  request: () => Promise<TestRequest>,
  settings: JobOptions<LearningRateEvent>,
): Promise<FoundLearningRate> {
  return runJob(settings, (job) =>
    untilStopped(job, async () => {
      const result = await runTest(job, await request());
      job.emit({ type: "done", result });
      return result;
    }),
  );
}
