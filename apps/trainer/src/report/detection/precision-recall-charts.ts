/** Precision by recall of each class of objects. */
import { type Html, html, lineFigure } from "@tresnet/charts";
import type { DetectionEvaluation } from "../../detection/detection-evaluation.ts";
import { formatCount, formatFigure, formatPercent } from "../../text/format.ts";

/** More figures are looked at by nobody. */
const mostFigures = 12;

/** A figure for each class that has objects, those with the most objects first, and one of AP by overlap. */
export function precisionRecallCharts({ classes, averagePrecisionByIou }: DetectionEvaluation): Html {
  const drawn = classes.filter(({ precision }) => precision.length > 0).sort((a, b) => b.objects - a.objects);
  const figures = drawn.slice(0, mostFigures).map(({ name, AP50, precision }) =>
    lineFigure({
      title: `${name}: AP50 ${formatPercent(AP50)}`,
      xLabel: "recall",
      yText: formatFigure,
      xRange: [0, 1],
      yRange: [0, 1],
      series: [{ name: "precision", color: 1, points: precision.map((value, r) => [r / 100, value] as const) }],
    }),
  );
  const rest = drawn.length - figures.length;
  return html`<div class="columns three">${figures}${byOverlap(averagePrecisionByIou)}</div>${
    rest > 0 && html`<p class="quiet">${formatCount(rest)} classes with fewer objects are not drawn.</p>`
  }`;
}

function byOverlap(values: readonly number[]): Html {
  return lineFigure({
    title: "AP by the overlap asked for",
    xLabel: "overlap (IoU)",
    yText: formatFigure,
    yRange: [0, 1],
    series: [
      {
        name: "AP",
        color: 2,
        points: values.map((value, t) => [0.5 + t * 0.05, value < 0 ? Number.NaN : value] as const),
      },
    ],
  });
}
