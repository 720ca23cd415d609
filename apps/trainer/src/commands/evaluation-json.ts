import type { AnyEvaluation, Evaluation } from "../evaluation/evaluation.ts";

/** The figures of an evaluation for a line of JSON: all but the points of the ROC curve. */
export function evaluationJson(
  evaluation: AnyEvaluation,
): Omit<Evaluation, "rocCurve"> | Exclude<AnyEvaluation, Evaluation> {
  if (evaluation.task !== "single-label") return evaluation;
  const { rocCurve: _, ...figures } = evaluation;
  return figures;
}
