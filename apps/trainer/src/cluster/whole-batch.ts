/** The batch of all processes together. */
import type { TrainOptions } from "../settings/train-options.ts";

/**
 * Images of a whole batch: that of one process times the processes that a run began with. A run that goes on with
 * another number keeps it.
 */
export function wholeBatchOf({ batchSize, processes = 1 }: Pick<TrainOptions, "batchSize" | "processes">): number {
  return batchSize * processes;
}
