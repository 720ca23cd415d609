/** What the user is told when a training's numbers left the finite range. */
import { NonFiniteError } from "@tresnet/training";
import { start } from "../run-directory/checkpoint-metadata.ts";
import { earlierRun } from "../run-directory/earlier-run.ts";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import { shellWord } from "../text/shell-word.ts";
import { peakLearningRate } from "./optimization.ts";

/**
 * A NonFiniteError with the run's last good checkpoint and the way on from it in its message; any other error as it is.
 */
export async function explainDivergence(error: unknown, run: RunDirectory, program: string): Promise<unknown> {
  if (!(error instanceof NonFiniteError)) return error;
  const { step, learningRate, message } = error;
  const { config, position } = await earlierRun(run.folder);
  const { options } = config;
  const flags = [
    ...(options.experiment === undefined ? [] : ["--experiment", shellWord(`${options.experiment}-again`)]),
    ...["--lr", Number((peakLearningRate(options) / 10).toPrecision(2)), "--clip-grad", 1],
  ];
  const again = `${program} train --config ${shellWord(run.config)} ${flags.join(" ")}`;
  const from = `${options.pretrained ? " --no-pretrained" : ""} --initial-checkpoint ${shellWord(run.last)}`;
  const { epoch, batch } = position;
  const place = batch === 0 ? `after epoch ${epoch}` : `after batch ${batch} of epoch ${epoch + 1}`;
  const advice =
    position === start
      ? `No checkpoint was written yet. Start again with a lower learning rate: ${again}`
      : `The last good checkpoint is ${run.last}, ${place}. Go on from its weights with a lower learning rate: ${again}${from}`;
  return new NonFiniteError(`${message} ${advice}`, { step, learningRate }, { cause: error });
}
