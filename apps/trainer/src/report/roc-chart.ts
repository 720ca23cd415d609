/** The ROC curve of a task with two classes. */

import { type Html, lineFigure } from "@tresnet/charts";
import type { RocPoint } from "../evaluation/evaluation.ts";
import { formatFigure } from "../text/format.ts";

/** True against false positives of the class `positive`, with the diagonal of chance. */
export function rocChart(curve: readonly RocPoint[], area: number, positive: string): Html {
  return lineFigure({
    title: `ROC curve of "${positive}"`,
    xLabel: "false positives",
    yText: formatFigure,
    xRange: [0, 1],
    yRange: [0, 1],
    series: [
      { name: `area ${area.toFixed(3)}`, color: 1, points: curve },
      {
        name: "chance",
        color: 3,
        dashed: true,
        points: [
          [0, 0],
          [1, 1],
        ],
      },
    ],
  });
}
