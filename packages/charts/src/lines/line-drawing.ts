/** The inside of a line chart's SVG: grid, axes, markers and lines. */
import { extent, scale } from "../axes/scale.ts";
import { logTicks, niceTicks } from "../axes/ticks.ts";
import { type Html, html } from "../markup/html.ts";
import { pixels } from "../markup/pixels.ts";
import { isFinitePoint, type LineChart, type LineSeries, type VerticalMarker } from "./line-chart.ts";

/** The pixels of a drawing. */
export type Size = readonly [width: number, height: number];

const margin = { left: 52, right: 16, top: 14, bottom: 40 } as const;
/** The height of a line of a marker's words, in pixels; those of neighbours stand below each other. */
const lineHeight = 16;

/** Draws a chart with at least one finite point; lines break at values that are not finite. */
export function lineDrawing(chart: LineChart, [width, height]: Size): Html {
  const { series, xLabel, yText, xText = String, xScale = "linear", markers = [] } = chart;
  const points = series.flatMap((one) => one.points.filter(isFinitePoint));
  const xEnds = extent([...points.map(([x]) => x), ...(chart.xRange ?? [])]);
  const yTicks = niceTicks(...extent([...points.map(([, y]) => y), ...(chart.yRange ?? [])]), 5);
  const [right, bottom] = [width - margin.right, height - margin.bottom];
  const xAt = scale(xScale, xEnds, [margin.left, right]);
  const yAt = scale("linear", [yTicks[0] ?? 0, yTicks.at(-1) ?? 1], [bottom, margin.top]);
  const lastMark = Math.max(...markers.map(({ x }) => x));
  // Words stand on the side without other marks, where there is room for them.
  const isLeft = ({ x }: VerticalMarker) => xAt(x) > (x < lastMark ? 0.25 : 0.75) * width;
  const place = { bottom, top: margin.top };
  return html`${yTicks.map((y) => html`<line class="grid" x1="${margin.left}" x2="${right}" y1="${pixels(yAt(y))}" y2="${pixels(yAt(y))}"/><text x="${margin.left - 8}" y="${pixels(yAt(y) + 4)}" text-anchor="end">${yText(y)}</text>`)}
${xTicksOf(chart, xEnds, width).map((x) => html`<text x="${pixels(xAt(x))}" y="${bottom + 18}" text-anchor="middle">${xText(x)}</text>`)}
<line class="axis" x1="${margin.left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>
<text class="label" x="${(margin.left + right) / 2}" y="${height - 4}" text-anchor="middle">${xLabel}</text>
${markers.map((marker, line) => drawMarker(marker, xAt(marker.x), { ...place, line, isLeft: isLeft(marker) }))}
${series.map((one) => drawSeries(one, { xAt, yAt, xLabel, xText, yText }))}`;
}

function xTicksOf(
  { xScale, wholeX = false }: LineChart,
  [least, greatest]: readonly [number, number],
  width: number,
): number[] {
  const count = Math.round(width / 60);
  if (xScale === "log") return logTicks(least, greatest, count);
  const isShown = (x: number) => x >= least && x <= greatest && (!wholeX || Number.isInteger(x));
  return niceTicks(least, greatest, count).filter(isShown);
}

interface MarkerPlace {
  readonly top: number;
  readonly bottom: number;
  /** Where its words stand, counted from the top. */
  readonly line: number;
  /** Whether they stand left of it. */
  readonly isLeft: boolean;
}

function drawMarker({ label, text }: VerticalMarker, at: number, { top, bottom, line, isLeft }: MarkerPlace): Html {
  const x = pixels(at);
  const words =
    text !== undefined &&
    html`<text x="${pixels(Number(x) + (isLeft ? -5 : 5))}" y="${top + 12 + line * lineHeight}" text-anchor="${isLeft ? "end" : "start"}">${text}</text>`;
  return html`<line class="marker" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"><title>${label}</title></line>${words}`;
}

interface Axes extends Pick<LineChart, "xLabel" | "yText"> {
  readonly xAt: (x: number) => number;
  readonly yAt: (y: number) => number;
  readonly xText: (value: number) => string;
}

function drawSeries(series: LineSeries, { xAt, yAt, xLabel, xText, yText }: Axes): Html {
  const { name, color, points, dashed = false, faint = false } = series;
  const path = points.map((point, index) => {
    if (!isFinitePoint(point)) return "";
    const before = points[index - 1];
    return `${before !== undefined && isFinitePoint(before) ? "L" : "M"}${pixels(xAt(point[0]))} ${pixels(yAt(point[1]))}`;
  });
  const dots = points.length <= 60 && !dashed && !faint ? points.filter(isFinitePoint) : [];
  return html`<path class="${seriesClass(series)}" d="${path.join("")}"/>
${dots.map(([x, y]) => html`<circle class="series-${color}" cx="${pixels(xAt(x))}" cy="${pixels(yAt(y))}" r="2.5"><title>${name}, ${xLabel} ${xText(x)}: ${yText(y)}</title></circle>`)}`;
}

/** The classes of a line, in the drawing and in the legend. */
export function seriesClass({ color, dashed, faint }: LineSeries): Html {
  return html`series-${color}${dashed && " dashed"}${faint && " faint"}`;
}
