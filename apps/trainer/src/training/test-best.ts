/** The final evaluation of a run. */
import { loadWeights } from "@tresnet/zoo";
import { InterruptedError } from "../errors.ts";
import { evaluateDataset } from "../evaluation/evaluate-dataset.ts";
import type { Tested } from "../evaluation/tested.ts";
import { reportCount } from "../job/report-to.ts";
import { readInfo } from "../run-directory/checkpoint-metadata.ts";
import { verifyChecksum } from "../run-directory/verify-checksum.ts";
import { shellWord } from "../text/shell-word.ts";
import type { RunSetup } from "./run-setup.ts";

/** Loads the best weights into the model and scores them on the images held out for that, if there are any. */
export async function testBest({ epochs, test, finalEvaluator }: RunSetup): Promise<Tested | undefined> {
  const { run, learner, saved, job } = epochs;
  await verifyChecksum(run.best, await readInfo(run.best));
  await loadWeights(learner.model, run.best);
  if (test === undefined) return undefined;
  const { data, loader, what, views } = test;
  const options = { classes: saved.numClasses, views, signal: job.signal, onProgress: reportCount(job, "testing") };
  const result = await evaluateDataset(finalEvaluator, loader, data, options).catch((cause: unknown) => {
    if (!job.signal.aborted) throw cause;
    throw new InterruptedError(
      `Stopped in the final evaluation. Go on with: ${job.program} train --resume ${shellWord(run.folder)}`,
      { run: run.folder, cause },
    );
  });
  job.emit({ type: "tested", what, evaluation: result.evaluation });
  return { data, what, result };
}
