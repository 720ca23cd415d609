/** What the processes that train together give each other around a training. */
import { createHash } from "node:crypto";
import type { BrokenImage } from "@tresnet/data";
import { requireSame } from "../cluster/compare.ts";
import { gatherValues, type Team } from "../cluster/team.ts";
import type { Learner } from "./steps/learner.ts";

/**
 * Gives all processes task 0's weights and all else that a training changes, and sees that they came.
 * @throws ClusterError.
 */
export async function shareState(team: Team, learner: Learner): Promise<void> {
  const variables = await learner.share();
  if (team.size === 1) return;
  const hash = createHash("sha256");
  const random = learner.step.state().get("random"); // each process's own
  for (const variable of variables) if (variable !== random) hash.update(await variable.data());
  await requireSame(team, "weights", { checksum: hash.digest("hex").slice(0, 16) });
}

/** Images that any of the processes could not read, or has found damaged, each once. */
export async function ofAll(team: Team, own: readonly BrokenImage[]): Promise<readonly BrokenImage[]> {
  const all = await gatherValues(team, own);
  return [...new Map(all.flat().map((image) => [image.id, image])).values()];
}
