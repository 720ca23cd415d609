/** An evaluation as text. */

import { formatCount, formatPercent } from "../terminal/format.ts";
import { type Alignment, formatTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { AnyEvaluation, Evaluation, MultiLabelEvaluation } from "./evaluation.ts";

const manyClasses = 12;

/** Prints the figures, the confusion matrix (of up to 12 classes) and each class's scores; `what` names the images. */
export function printEvaluation(terminal: Terminal, evaluation: AnyEvaluation, what: string): void {
  terminal.line(terminal.colors.bold(`${formatCount(evaluation.images)} ${what}`));
  printTable(terminal, headlineFigures(evaluation), ["left", "right"]);
  if (evaluation.task === "multi-label") printLabels(terminal, evaluation);
  else {
    if (evaluation.classes.length <= manyClasses) printConfusion(terminal, evaluation);
    printClasses(terminal, evaluation);
  }
}

/** The figures of the whole, by name, as they are shown. */
export function headlineFigures(evaluation: AnyEvaluation): (readonly [name: string, value: string])[] {
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

function printConfusion(terminal: Terminal, { confusionMatrix = [], classes }: Evaluation): void {
  terminal.line();
  terminal.line(terminal.colors.bold("confusion matrix (rows: true class, columns: predicted)"));
  const rows = [
    ["", ...classes.map(({ name }) => name)],
    ...confusionMatrix.map((row, truth) => [classes[truth]?.name ?? "", ...row.map(formatCount)]),
  ];
  printTable(terminal, rows, ["left", ...classes.map(() => "right" as const)]);
}

function printClasses(terminal: Terminal, { classes }: Evaluation): void {
  terminal.line();
  const rows = [
    ["class", "images", "precision", "recall", "F1"],
    ...classes.map(({ name, images, precision, recall, f1 }) => [
      name,
      formatCount(images),
      ...[precision, recall, f1].map((share) => formatPercent(share)),
    ]),
  ];
  printTable(terminal, rows, ["left", "right", "right", "right", "right"]);
  printEmpty(terminal, classes, "Counted as 0 in the mean F1, and not at all in the balanced accuracy.");
}

function printLabels(terminal: Terminal, { classes }: MultiLabelEvaluation): void {
  terminal.line();
  const rows = [
    ["class", "images", "AP", "threshold", "precision", "recall", "F1", "best F1", "at"],
    ...classes.map((score) => [
      score.name,
      formatCount(score.images),
      formatPercent(score.averagePrecision),
      score.threshold.toFixed(3),
      ...[score.precision, score.recall, score.f1, score.bestF1].map((share) => formatPercent(share)),
      score.bestThreshold.toFixed(3),
    ]),
  ];
  printTable(terminal, rows, [
    "left",
    ...rows.slice(0, 1).flatMap((head) => head.slice(1).map(() => "right" as const)),
  ]);
  const advice = new Set(classes.map(({ threshold }) => threshold)).size > 1 ? "" : " Choose with --threshold val.";
  terminal.line(terminal.colors.dim(`best F1: with a threshold chosen on these very images.${advice}`));
  printEmpty(terminal, classes, "Not in the mAP, and counted as 0 in the other means.");
}

/** Names the classes that nothing is known of. */
function printEmpty(terminal: Terminal, classes: AnyEvaluation["classes"], meaning: string): void {
  const empty = classes.filter(({ images }) => images === 0).map(({ name }) => name);
  if (empty.length === 0) return;
  const shown = empty.slice(0, 8).join(", ") + (empty.length > 8 ? " …" : "");
  const count = empty.length === 1 ? "one class" : `${formatCount(empty.length)} classes`;
  terminal.line(terminal.colors.yellow(`no images of ${count}: ${shown}. ${meaning}`));
}

function printTable(terminal: Terminal, rows: readonly (readonly string[])[], alignments: readonly Alignment[]): void {
  for (const line of formatTable(rows, alignments)) terminal.line(`  ${line}`);
}
