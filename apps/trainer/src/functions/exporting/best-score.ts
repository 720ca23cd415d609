import type { Score } from "@tresnet/export";
import type { BestScore } from "../../run-directory/checkpoint-metadata.ts";
import type { RunConfig } from "../../run-directory/run-directory.ts";

/** The hub's words for the measures that pick the best epoch; a loss tells strangers nothing. */
const measures: Readonly<Record<string, Pick<Score, "type" | "name"> | undefined>> = {
  accuracy: { type: "accuracy", name: "accuracy" },
  "balanced-accuracy": { type: "balanced_accuracy", name: "balanced accuracy" },
  map: { type: "mean_average_precision", name: "mean average precision" },
};

/** The score of a run's best epoch as the hub has it; none where it was measured on images that were trained on. */
export function bestScores(best: BestScore | undefined, config: RunConfig | undefined): readonly Score[] {
  const measure = measures[best?.metric ?? ""];
  if (best === undefined || measure === undefined || config?.data.parts.val === undefined) return [];
  return [{ ...measure, value: best.value, split: "validation" }];
}
