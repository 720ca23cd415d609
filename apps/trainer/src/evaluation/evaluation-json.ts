import type { Evaluation } from "./evaluation.ts";

/** The figures of an evaluation for a line of JSON: all but the points of the ROC curve. */
export function evaluationJson({ rocCurve: _, ...figures }: Evaluation): Omit<Evaluation, "rocCurve"> {
  return figures;
}
