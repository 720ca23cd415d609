/** The final evaluation of a run. */
import type { Dataset } from "@tresnet/data";
import { loadWeights } from "@tresnet/zoo";
import { InterruptedError } from "../errors.ts";
import { type DatasetEvaluation, evaluateDataset } from "../evaluation/evaluate-dataset.ts";
import { commandName } from "../terminal/command-name.ts";
import { shellWord } from "../terminal/shell-word.ts";
import type { AssembledTraining } from "./assemble-training.ts";

/** The best weights' scores. */
export interface Tested {
  readonly data: Dataset;
  /** What the images are: "test images". */
  readonly what: string;
  readonly result: DatasetEvaluation;
}

/** Loads the best weights into the model and scores them on the images held out for that, if there are any. */
export async function testBest({ training, test, finalEvaluator }: AssembledTraining): Promise<Tested | undefined> {
  const { run, state, saved, interruption, progress } = training;
  await loadWeights(state.model, run.best);
  if (test === undefined) return undefined;
  const { data, loader, what, views } = test;
  const options = {
    classes: saved.numClasses,
    views,
    signal: interruption.signal,
    onProgress: (done: number, total: number) => progress.count("testing", done, total),
  };
  const result = await evaluateDataset(finalEvaluator, loader, data, options).catch((error: unknown) => {
    if (!interruption.requested) throw error;
    throw new InterruptedError(
      `Stopped in the final evaluation. Go on with: ${commandName()} train --resume ${shellWord(run.folder)}`,
      {
        cause: error,
      },
    );
  });
  return { data, what, result };
}
