/** COCO's twelve numbers in the words of pycocotools. */
import type { CocoScores } from "@tresnet/boxes/evaluation";

const rows = [
  ["AP", "Precision", "0.50:0.95", "all", 100],
  ["AP50", "Precision", "0.50", "all", 100],
  ["AP75", "Precision", "0.75", "all", 100],
  ["APsmall", "Precision", "0.50:0.95", "small", 100],
  ["APmedium", "Precision", "0.50:0.95", "medium", 100],
  ["APlarge", "Precision", "0.50:0.95", "large", 100],
  ["AR1", "Recall", "0.50:0.95", "all", 1],
  ["AR10", "Recall", "0.50:0.95", "all", 10],
  ["AR100", "Recall", "0.50:0.95", "all", 100],
  ["ARsmall", "Recall", "0.50:0.95", "small", 100],
  ["ARmedium", "Recall", "0.50:0.95", "medium", 100],
  ["ARlarge", "Recall", "0.50:0.95", "large", 100],
] as const satisfies readonly (readonly [keyof CocoScores, string, string, string, number])[];

/** The lines that `COCOeval.summarize` prints, to the letter: scripts read them. */
export function cocoLines(scores: CocoScores): string[] {
  return rows.map(([name, kind, iou, area, limit]) => {
    const title = `Average ${kind}`.padEnd(18);
    const type = kind === "Precision" ? "(AP)" : "(AR)";
    const where = `IoU=${iou.padEnd(9)} | area=${area.padStart(6)} | maxDets=${String(limit).padStart(3)}`;
    return ` ${title} ${type} @[ ${where} ] = ${scores[name].toFixed(3)}`;
  });
}
