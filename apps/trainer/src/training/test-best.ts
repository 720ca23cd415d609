/** The final evaluation of a run. */
import { weightsOf } from "@tresnet/blocks";
import { ClusterError } from "@tresnet/engine";
import { InterruptedError } from "../errors.ts";
import type { Tested } from "../evaluation/tested.ts";
import { readInfo } from "../run-directory/checkpoint-metadata.ts";
import { verifyChecksum } from "../run-directory/verify-checksum.ts";
import { shellWord } from "../text/shell-word.ts";
import type { RunSetup } from "./run-setup.ts";

/** Loads the best weights into the model and scores them on the images held out for that, if there are any. */
export async function testBest({ epochs, test }: RunSetup): Promise<Tested | undefined> {
  const { run, learner, job, team } = epochs;
  if (team.task === 0) {
    await verifyChecksum(run.best, await readInfo(run.best));
    await learner.learnable.load(run.best);
  }
  await team.send([...weightsOf(learner.learnable.model).values()]);
  if (test === undefined) return undefined;
  const { data, what } = test;
  const result = await test.score({ job, work: "testing" }).catch((cause: unknown) => {
    if (!job.signal.aborted || job.signal.reason instanceof ClusterError) throw cause;
    throw new InterruptedError(
      `Stopped in the final evaluation. Go on with: ${job.program} train --resume ${shellWord(run.folder)}`,
      { run: run.folder, cause },
    );
  });
  job.emit({ type: "tested", what, evaluation: result.evaluation });
  return { data, what, result };
}
