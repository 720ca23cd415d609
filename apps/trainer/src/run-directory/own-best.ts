/** Tells the best weights of a run from another run's that were put in their place. */
import { CheckpointError } from "@tresnet/checkpoints";
import { findInfo } from "./checkpoint-metadata.ts";
import type { RunDirectory } from "./run-directory.ts";

/**
 * Compares the marks that both checkpoints of a run carry. What is missing or can't be read is for its reader to tell,
 * and runs of earlier versions have no marks: all of these pass.
 * @throws CheckpointError when the best weights are not of the run that the last checkpoint is of.
 */
export async function requireOwnBest({ best, last }: Pick<RunDirectory, "best" | "last">): Promise<void> {
  const [ofBest, ofLast] = await Promise.all([best, last].map((file) => findInfo(file).catch(() => "unread" as const)));
  if (ofBest === "unread" || ofLast === "unread" || ofLast?.run === undefined || ofBest?.run === ofLast.run) return;
  throw new CheckpointError(
    `${best} and ${last} are not of one run: expected the mark ${ofLast.run}, got ${ofBest?.run ?? "none"}. Put the run's own best weights back; name the file itself to use it as it is.`,
  );
}
