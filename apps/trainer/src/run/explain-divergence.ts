/** What the user is told when a training's numbers left the finite range. */
import { NonFiniteError } from "@tresnet/training";
import { commandName } from "../output/command-name.ts";
import { earlierRun } from "./earlier-run.ts";
import type { RunDirectory } from "./run-directory.ts";
import { start } from "./training-run.ts";

/** A NonFiniteError with the run's last good checkpoint and the way on from it in its message; any other error as it is. */
export async function explainDivergence(error: unknown, run: RunDirectory): Promise<unknown> {
  if (!(error instanceof NonFiniteError)) return error;
  const { step, learningRate, message } = error;
  const { config, position } = await earlierRun(run.folder);
  const flags = [
    ...(config.options.experiment === undefined ? [] : ["--experiment", `${config.options.experiment}-again`]),
    ...["--lr", Number((learningRate / 10).toPrecision(2)), "--clip-grad", 1],
  ];
  const again = `${commandName()} train --config ${run.config} ${flags.join(" ")}`;
  const { epoch, batch } = position;
  const place = batch === 0 ? `after epoch ${epoch}` : `after batch ${batch} of epoch ${epoch + 1}`;
  const advice =
    position === start
      ? `No checkpoint was written yet. Start again with a lower learning rate: ${again}`
      : `The last good checkpoint is ${run.last}, ${place}. Go on from its weights with a lower learning rate: ${again} --initial-checkpoint ${run.last}`;
  return new NonFiniteError(`${message} ${advice}`, { step, learningRate }, { cause: error });
}
