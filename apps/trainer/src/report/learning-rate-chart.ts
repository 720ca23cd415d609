/** The picture of a learning-rate range test. */

import { lineChartFile } from "@tresnet/charts";
import type { LearningRatePoint, SuggestedLearningRates } from "@tresnet/training";
import { formatFigure } from "../text/format.ts";

type Points = readonly (readonly [x: number, y: number])[];

/** Draws the steps of a test, at least one, as the text of an SVG file; `what` says what was trained. */
export function learningRateChart(
  curve: readonly LearningRatePoint[],
  suggested: SuggestedLearningRates | undefined,
  what: string,
): string {
  const top = highestShown(curve);
  const rates = Object.entries({ ...suggested }).sort(([, a], [, b]) => a - b);
  return lineChartFile({
    title: `Loss over learning rate: ${what}`,
    xLabel: "learning rate",
    xScale: "log",
    xText: rateText,
    xRange: [curve[0]?.learningRate ?? 1, curve.at(-1)?.learningRate ?? 1],
    yText: formatFigure,
    series: [
      {
        name: "each step",
        color: 1,
        faint: true,
        points: cutAbove(
          curve.map(({ learningRate, loss }) => [learningRate, loss]),
          top,
        ),
      },
      {
        name: "smoothed",
        color: 1,
        points: cutAbove(
          curve.map(({ learningRate, smoothedLoss }) => [learningRate, smoothedLoss]),
          top,
        ),
      },
    ],
    markers: rates.map(([name, x]) => ({ x, label: `${name}: ${x}`, text: `${name} ${rateText(x)}` })),
  });
}

/** Two digits; 1e-7 as such, 0.01 without an exponent. */
export function rateText(rate: number): string {
  const rounded = Number(rate.toPrecision(2));
  return rounded < 1e-3 ? rounded.toExponential() : String(rounded);
}

/** All of the way down is shown, but of the burst only its beginning: it would press all else flat. */
function highestShown(curve: readonly LearningRatePoint[]): number {
  const smoothed = curve.map(({ smoothedLoss }) => smoothedLoss);
  const least = smoothed.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const down = curve.slice(0, smoothed.indexOf(least) + 1);
  return down.reduce((top, { loss, smoothedLoss }) => Math.max(top, loss, smoothedLoss), 2 * least);
}

/** A line for a logarithmic axis that ends where it crosses `top`, and begins there again. */
export function cutAbove(points: Points, top: number): Points {
  return points.flatMap((point, index) => {
    const [x, y] = point;
    const [earlierX, earlierY] = points[index - 1] ?? point;
    const share = (top - earlierY) / (y - earlierY);
    const crossing = y > top === earlierY > top ? [] : [[earlierX * (x / earlierX) ** share, top] as const];
    return [...crossing, y > top ? ([x, Number.NaN] as const) : point];
  });
}
