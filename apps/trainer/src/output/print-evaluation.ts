/** An evaluation as text. */
import type { Evaluation } from "../evaluation/evaluation.ts";
import { formatCount, formatPercent } from "./format.ts";
import { formatTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

const manyClasses = 12;

/** Prints the figures, the confusion matrix (of up to 12 classes) and each class's scores; `what` names the images. */
export function printEvaluation(terminal: Terminal, evaluation: Evaluation, what: string): void {
  const { images, accuracy, balancedAccuracy, rocAuc, loss } = evaluation;
  const { bold } = terminal.colors;
  terminal.line(bold(`${formatCount(images)} ${what}`));
  const figures = [
    ["accuracy", formatPercent(accuracy)],
    ["balanced accuracy", formatPercent(balancedAccuracy)],
    ...(rocAuc === undefined ? [] : [["ROC-AUC", rocAuc.toFixed(3)]]),
    ["loss", loss.toFixed(3)],
  ];
  for (const line of formatTable(figures, ["left", "right"])) terminal.line(`  ${line}`);
  if (evaluation.classes.length <= manyClasses) printConfusion(terminal, evaluation);
  printClasses(terminal, evaluation);
}

function printConfusion(terminal: Terminal, { confusionMatrix, classes }: Evaluation): void {
  terminal.line();
  terminal.line(terminal.colors.bold("confusion matrix (rows: true class, columns: predicted)"));
  const rows = [
    ["", ...classes.map(({ name }) => name)],
    ...confusionMatrix.map((row, truth) => [classes[truth]?.name ?? "", ...row.map(formatCount)]),
  ];
  const alignments = ["left" as const, ...classes.map(() => "right" as const)];
  for (const line of formatTable(rows, alignments)) terminal.line(`  ${line}`);
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
  for (const line of formatTable(rows, ["left", "right", "right", "right", "right"])) terminal.line(`  ${line}`);
}
