import type { AnyEvaluation, Evaluation, MultiLabelEvaluation } from "../evaluation/evaluation.ts";

/** The figures of an evaluation for a line of JSON: all but the points of the ROC curve. */
export function evaluationJson(evaluation: AnyEvaluation): Omit<Evaluation, "rocCurve"> | MultiLabelEvaluation {
  if (evaluation.task === "multi-label") return evaluation;
  const { rocCurve: _, ...figures } = evaluation;
  return figures;
}
