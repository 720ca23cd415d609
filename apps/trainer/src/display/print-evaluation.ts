/** An evaluation on the terminal. */

import type { AnyEvaluation, ClassEvaluation, Evaluation, MultiLabelEvaluation } from "../evaluation/evaluation.ts";
import { headlineFigures } from "../evaluation/scores/headline-figures.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatCount, formatPercent } from "../text/format.ts";
import { type Alignment, formatTable } from "../text/table.ts";
import { printDetection } from "./detection/print-coco-scores.ts";

const manyClasses = 12;

/** Prints the figures, the confusion matrix (of up to 12 classes) and each class's scores; `what` names the images. */
export function printEvaluation(terminal: Terminal, evaluation: AnyEvaluation, what: string): void {
  if (evaluation.task === "detection") printDetection(terminal, evaluation, what);
  else printClassEvaluation(terminal, evaluation, what);
}

function printClassEvaluation(terminal: Terminal, evaluation: ClassEvaluation, what: string): void {
  terminal.line(terminal.colors.bold(`${formatCount(evaluation.images)} ${what}`));
  printTable(terminal, headlineFigures(evaluation), ["left", "right"]);
  if (evaluation.task === "multi-label") printLabels(terminal, evaluation);
  else {
    if (evaluation.classes.length <= manyClasses) printConfusion(terminal, evaluation);
    printClasses(terminal, evaluation);
  }
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
function printEmpty(terminal: Terminal, classes: ClassEvaluation["classes"], meaning: string): void {
  const empty = classes.filter(({ images }) => images === 0).map(({ name }) => name);
  if (empty.length === 0) return;
  const shown = empty.slice(0, 8).join(", ") + (empty.length > 8 ? " …" : "");
  const count = empty.length === 1 ? "one class" : `${formatCount(empty.length)} classes`;
  terminal.line(terminal.colors.yellow(`no images of ${count}: ${shown}. ${meaning}`));
}

function printTable(terminal: Terminal, rows: readonly (readonly string[])[], alignments: readonly Alignment[]): void {
  for (const line of formatTable(rows, alignments)) terminal.line(`  ${line}`);
}
