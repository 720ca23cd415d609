/** The weights in a training's own checkpoint, of which there may be two sets. */
import { weightsOf } from "@tresnet/blocks";
import { openSafetensors } from "@tresnet/checkpoints";
import { averageState, loadCheckpoint, modelState } from "@tresnet/training";
import type { NoticeEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { tellNoAverage } from "./taken-weights.ts";

/** Which set is wanted: `useEma` as the user has said, else the usual one. */
interface WantedSet {
  readonly useEma: boolean | undefined;
  readonly usual: "averaged" | "last";
}

/**
 * Loads the averaged or the last weights of a training's checkpoint into its model; the last where there are no others,
 * of which the job is told where averaged ones were asked for.
 * @throws CheckpointError when the weights don't fit.
 */
export async function loadTrainingWeights(
  job: Pick<Job<NoticeEvent>, "emit">,
  model: object,
  file: string,
  { useEma, usual }: WantedSet,
): Promise<void> {
  const weights = weightsOf(model);
  const isAveraged = (useEma ?? usual === "averaged") && (await hasAverages(file));
  if (useEma && !isAveraged) tellNoAverage(job, file);
  await loadCheckpoint(file, isAveraged ? averageState(weights) : modelState(weights), { partial: true });
}

async function hasAverages(file: string): Promise<boolean> {
  const opened = await openSafetensors(file);
  await opened.close();
  return [...opened.entries.keys()].some((name) => name.startsWith("average."));
}
