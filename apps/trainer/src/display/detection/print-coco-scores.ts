/** COCO's numbers on the terminal. */
import type { CocoScores } from "@tresnet/boxes/evaluation";
import { cocoLines } from "../../detection/coco-lines.ts";
import type { DetectionEvaluation } from "../../detection/detection-evaluation.ts";
import type { ScoredDetectionFiles } from "../../functions/score-detection-files.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { formatCount, formatPercent, formatScore } from "../../text/format.ts";
import { formatTable } from "../../text/table.ts";

/** Prints the twelve numbers as pycocotools does, and those of each category. */
export function printScoredFiles(terminal: Terminal, scored: ScoredDetectionFiles): void {
  const { images, objects, found, scores, perCategory } = scored;
  terminal.line(
    terminal.colors.bold(
      `${formatCount(images)} images, ${formatCount(objects)} objects, ${formatCount(found)} detections`,
    ),
  );
  for (const line of cocoLines(scores)) terminal.line(line);
  printCategories(terminal, perCategory);
}

/** Prints the figures of a detector: COCO's twelve numbers, each class's, and the score to believe it from. */
export function printDetection(terminal: Terminal, evaluation: DetectionEvaluation, what: string): void {
  const { images, objects, found, scores, best, classes } = evaluation;
  const { bold, dim, yellow } = terminal.colors;
  terminal.line(
    bold(`${formatCount(images)} ${what}, ${formatCount(objects)} objects, ${formatCount(found)} found at any score`),
  );
  for (const line of cocoLines(scores)) terminal.line(line);
  printCategories(terminal, classes);
  const shares = `precision ${formatPercent(best.precision)}, recall ${formatPercent(best.recall)}`;
  terminal.line(dim(`best F1 ${formatPercent(best.f1)} (${shares}) from a score of ${best.score.toFixed(2)} on`));
  const empty = classes.filter((one) => one.objects === 0).map(({ name }) => name);
  if (empty.length === 0) return;
  const shown = empty.slice(0, 8).join(", ") + (empty.length > 8 ? " …" : "");
  terminal.line(yellow(`no objects of ${formatCount(empty.length)} of the classes: ${shown}. Not in the means.`));
}

/** Prints the main numbers of each of more than one class. */
export function printCategories(
  terminal: Terminal,
  classes: readonly (CocoScores & { readonly name: string })[],
): void {
  if (classes.length < 2) return;
  terminal.line();
  const names = ["AP", "AP50", "AP75", "APsmall", "APmedium", "APlarge", "AR100"] as const;
  const rows = [
    ["class", ...names],
    ...classes.map((scores) => [scores.name, ...names.map((name) => formatScore(scores[name]))]),
  ];
  for (const line of formatTable(rows, ["left", ...names.map(() => "right" as const)])) terminal.line(`  ${line}`);
}
