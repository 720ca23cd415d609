/** What the user is told when a training's numbers left the finite range. */
import { NonFiniteError } from "@tresnet/training";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import { commandName } from "../terminal/command-name.ts";
import { shellWord } from "../terminal/shell-word.ts";
import { earlierRun } from "./earlier-run.ts";
import { peakLearningRate } from "./optimization.ts";
import { start } from "./training-run.ts";

/**
 * A NonFiniteError with the run's last good checkpoint and the way on from it in its message; any other error as it is.
 */
export async function explainDivergence(error: unknown, run: RunDirectory): Promise<unknown> {
  if (!(error instanceof NonFiniteError)) return error;
  const { step, learningRate, message } = error;
  const { config, position } = await earlierRun(run.folder);
  const { options } = config;
  const flags = [
    ...(options.experiment === undefined ? [] : ["--experiment", shellWord(`${options.experiment}-again`)]),
    ...["--lr", Number((peakLearningRate(options) / 10).toPrecision(2)), "--clip-grad", 1],
  ];
  const again = `${commandName()} train --config ${shellWord(run.config)} ${flags.join(" ")}`;
  const from = `${options.pretrained ? " --no-pretrained" : ""} --initial-checkpoint ${shellWord(run.last)}`;
  const { epoch, batch } = position;
  const place = batch === 0 ? `after epoch ${epoch}` : `after batch ${batch} of epoch ${epoch + 1}`;
  const advice =
    position === start
      ? `No checkpoint was written yet. Start again with a lower learning rate: ${again}`
      : `The last good checkpoint is ${run.last}, ${place}. Go on from its weights with a lower learning rate: ${again}${from}`;
  return new NonFiniteError(`${message} ${advice}`, { step, learningRate }, { cause: error });
}
