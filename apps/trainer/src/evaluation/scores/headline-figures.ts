/** The figures of a whole evaluation, as text. */
import type { DetectionEvaluation } from "../../detection/detection-evaluation.ts";
import { formatCount, formatPercent, formatScore } from "../../text/format.ts";
import type { AnyEvaluation, MultiLabelEvaluation } from "../evaluation.ts";

/** The figures of the whole, by name, as they are shown. */
export function headlineFigures(evaluation: AnyEvaluation): (readonly [name: string, value: string])[] {
  if (evaluation.task === "detection") return detectionFigures(evaluation);
  const { calibrationError, loss, rocAuc } = evaluation;
  const last = [
    ["calibration error", formatPercent(calibrationError)],
    ["loss", loss.toFixed(3)],
  ] as const;
  const area = (name: string) => (rocAuc === undefined ? [] : [[name, rocAuc.toFixed(3)] as const]);
  if (evaluation.task === "single-label") {
    const { accuracy, top5Accuracy, balancedAccuracy, macroF1, classes } = evaluation;
    return [
      ["accuracy", formatPercent(accuracy)],
      ...(top5Accuracy === undefined ? [] : [["top-5 accuracy", formatPercent(top5Accuracy)] as const]),
      ["balanced accuracy", formatPercent(balancedAccuracy)],
      ["mean F1", formatPercent(macroF1)],
      ...area(classes.length === 2 ? "ROC-AUC" : "mean ROC-AUC"),
      ...last,
    ];
  }
  const { meanAveragePrecision, meanAveragePrecisionAsl, byClass, overall, macroF1, exactMatch } = evaluation;
  return [
    ["mAP", formatPercent(meanAveragePrecision)],
    ["mAP, ASL's definition", formatPercent(meanAveragePrecisionAsl)],
    ["by class: CP, CR, CF1", precisionRecall(byClass)],
    ["overall: OP, OR, OF1", precisionRecall(overall)],
    ["mean F1", formatPercent(macroF1)],
    ["all labels right", formatPercent(exactMatch)],
    ...area("mean ROC-AUC"),
    ...last,
  ];
}

function precisionRecall({ precision, recall, f1 }: MultiLabelEvaluation["byClass"]): string {
  return [precision, recall, f1].map((share) => formatPercent(share)).join("  ");
}

function detectionFigures({ scores, best, objects, found }: DetectionEvaluation): (readonly [string, string])[] {
  const words = [
    ["AP", "AP"],
    ["AP50", "AP50"],
    ["AP75", "AP75"],
    ["AP of small objects", "APsmall"],
    ["AP of medium objects", "APmedium"],
    ["AP of large objects", "APlarge"],
    ["AR, the best 100", "AR100"],
  ] as const;
  return [
    ...words.map(([name, key]) => [name, formatScore(scores[key])] as const),
    ["objects", formatCount(objects)],
    ["found", formatCount(found)],
    ["best F1, from score", `${formatPercent(best.f1)}, ${best.score.toFixed(2)}`],
  ];
}
