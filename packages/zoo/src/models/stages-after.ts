/** The stages of a classifier by name, and what comes after each. */
import type { Layer } from "@tresnet/blocks";

/** The maps that a classifier makes on its way, the finest first: what `forwardFrom` goes on from. */
export const stageNames = ["stem", "stage1", "stage2", "stage3", "stage4"] as const;

/** The name of such a map among `Features`. */
export type StageName = (typeof stageNames)[number];

/** The layers after a map: of the four stages those that have not run when it is made. */
export function stagesAfter(
  stage: StageName,
  stages: readonly [readonly Layer[], readonly Layer[], readonly Layer[], readonly Layer[]],
): readonly (readonly Layer[])[] {
  return stages.slice(stageNames.indexOf(stage));
}
