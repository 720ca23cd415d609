/** What the user is told when a training's numbers left the finite range, or a process was lost: the way on. */
import { ClusterError } from "@tresnet/engine";
import { NonFiniteError } from "@tresnet/training";
import { start } from "../run-directory/checkpoint-metadata.ts";
import { type EarlierRun, earlierRun } from "../run-directory/earlier-run.ts";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import { shellWord } from "../text/shell-word.ts";
import { peakLearningRate } from "./optimization.ts";

/**
 * A NonFiniteError or ClusterError with the run's last good checkpoint and the way on from it in its message; any other
 * error as it is.
 */
export async function explainFailure(error: unknown, run: RunDirectory, program: string): Promise<unknown> {
  if (error instanceof ClusterError) {
    const advice = wayOn(await earlierRun(run.folder), program);
    return new ClusterError(`${error.message} ${advice}`, error.failure, { cause: error });
  }
  if (!(error instanceof NonFiniteError)) return error;
  const { step, learningRate, message } = error;
  const advice = gentlerWayOn(await earlierRun(run.folder), program);
  return new NonFiniteError(`${message} ${advice}`, { step, learningRate }, { cause: error });
}

/** How to go on as before. */
function wayOn(earlier: EarlierRun, program: string): string {
  const { run, position } = earlier;
  const again = `Go on with: ${program} train --resume ${shellWord(run.folder)}`;
  return position === start
    ? `No checkpoint was written yet. ${again}`
    : `The last checkpoint is ${run.last}, ${placeOf(earlier)}. ${again}`;
}

/** How to go on with a lower learning rate. */
function gentlerWayOn(earlier: EarlierRun, program: string): string {
  const { run, config, position } = earlier;
  const { options } = config;
  const flags = [
    ...(options.experiment === undefined ? [] : ["--experiment", shellWord(`${options.experiment}-again`)]),
    ...["--lr", Number((peakLearningRate(options) / 10).toPrecision(2)), "--clip-grad", 1],
  ];
  const again = `${program} train --config ${shellWord(run.config)} ${flags.join(" ")}`;
  const from = `${options.pretrained ? " --no-pretrained" : ""} --initial-checkpoint ${shellWord(run.last)}`;
  return position === start
    ? `No checkpoint was written yet. Start again with a lower learning rate: ${again}`
    : `The last good checkpoint is ${run.last}, ${placeOf(earlier)}. Go on from its weights with a lower learning rate: ${again}${from}`;
}

function placeOf({ position: { epoch, batch } }: EarlierRun): string {
  return batch === 0 ? `after epoch ${epoch}` : `after batch ${batch} of epoch ${epoch + 1}`;
}
