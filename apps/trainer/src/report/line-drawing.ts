/** The inside of a line chart's SVG: grid, axes, markers and lines. */
import { type Html, html } from "./html.ts";
import { logTicks, niceTicks } from "./ticks.ts";

/** One line of a chart. */
export interface Series {
  readonly name: string;
  /** Picks the colour: `--series-1` … `--series-3`. */
  readonly color: 1 | 2 | 3;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly dashed?: boolean;
  /** In the background, such as what another line smooths. */
  readonly faint?: boolean;
}

/** A vertical line, with words. */
export interface Marker {
  readonly x: number;
  /** What it says when it is pointed at. */
  readonly label: string;
  /** What stands beside it. */
  readonly text?: string;
}

/** What a chart shows. */
export interface LineChart {
  readonly title: string;
  readonly series: readonly Series[];
  readonly xLabel: string;
  /** How the numbers along the y axis read. */
  readonly yText: (value: number) => string;
  /** How the numbers along the x axis read. @default as they are */
  readonly xText?: (value: number) => string;
  /** Logarithmic: equal factors are equal distances, and every x is above 0. @default "linear" */
  readonly xScale?: "linear" | "log";
  /** Whether there is nothing between the whole numbers of the x axis, such as between epochs. @default false */
  readonly wholeX?: boolean;
  /** Values that the axes must cover. */
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  readonly markers?: readonly Marker[];
}

/** Width and height, pixels. */
export type Size = readonly [width: number, height: number];

const margin = { left: 52, right: 16, top: 14, bottom: 40 } as const;
/** Height of a line of a marker's words; those of neighbours stand below each other. */
const lineHeight = 16;

/** Draws a chart with at least one finite point; lines break at values that are not finite. */
export function lineDrawing(chart: LineChart, [width, height]: Size): Html {
  const { series, xLabel, yText, xText = String, xScale = "linear", wholeX = false, markers = [] } = chart;
  const points = series.flatMap((one) => one.points.filter(isFinitePoint));
  const [xMin, xMax] = extent([...points.map(([x]) => x), ...(chart.xRange ?? [])]);
  const [yLow, yHigh] = extent([...points.map(([, y]) => y), ...(chart.yRange ?? [])]);
  const yTicks = niceTicks(yLow, yHigh, 5);
  const [right, bottom] = [width - margin.right, height - margin.bottom];
  const xAt = placing(xScale, [xMin, xMax], [margin.left, right]);
  const yAt = placing("linear", [yTicks[0] ?? 0, yTicks.at(-1) ?? 1], [bottom, margin.top]);
  const lastMark = Math.max(...markers.map(({ x }) => x));
  // Words stand on the side without other marks, where there is room for them.
  const isLeft = ({ x }: Marker) => xAt(x) > (x < lastMark ? 0.25 : 0.75) * width;
  const xCount = Math.round(width / 60);
  const xTicks =
    xScale === "log"
      ? logTicks(xMin, xMax, xCount)
      : niceTicks(xMin, xMax, xCount).filter((x) => x >= xMin && x <= xMax && (!wholeX || Number.isInteger(x)));
  return html`${yTicks.map((y) => html`<line class="grid" x1="${margin.left}" x2="${right}" y1="${fixed(yAt(y))}" y2="${fixed(yAt(y))}"/><text x="${margin.left - 8}" y="${fixed(yAt(y) + 4)}" text-anchor="end">${yText(y)}</text>`)}
${xTicks.map((x) => html`<text x="${fixed(xAt(x))}" y="${bottom + 18}" text-anchor="middle">${xText(x)}</text>`)}
<line class="axis" x1="${margin.left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>
<text class="label" x="${(margin.left + right) / 2}" y="${height - 4}" text-anchor="middle">${xLabel}</text>
${markers.map((marker, index) => drawMarker(marker, fixed(xAt(marker.x)), { bottom, top: margin.top, line: index, isLeft: isLeft(marker) }))}
${series.map((one) => drawSeries(one, { xAt, yAt, xLabel, xText, yText }))}`;
}

/** From values to pixels. */
function placing(scale: "linear" | "log", range: readonly [number, number], pixels: readonly [number, number]) {
  const along = scale === "log" ? Math.log : (value: number) => value;
  const [from, to] = [along(range[0]), along(range[1])];
  const [start, end] = pixels;
  return (value: number) => start + ((along(value) - from) / (to - from || Number.EPSILON)) * (end - start);
}

interface MarkerPlace {
  readonly top: number;
  readonly bottom: number;
  /** Where its words stand, counted from the top. */
  readonly line: number;
  /** Whether they stand left of it. */
  readonly isLeft: boolean;
}

function drawMarker({ label, text }: Marker, x: string, { top, bottom, line, isLeft }: MarkerPlace): Html {
  const words =
    text !== undefined &&
    html`<text x="${fixed(Number(x) + (isLeft ? -5 : 5))}" y="${top + 12 + line * lineHeight}" text-anchor="${isLeft ? "end" : "start"}">${text}</text>`;
  return html`<line class="marker" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"><title>${label}</title></line>${words}`;
}

interface Axes extends Pick<LineChart, "xLabel" | "yText"> {
  readonly xAt: (x: number) => number;
  readonly yAt: (y: number) => number;
  readonly xText: (value: number) => string;
}

function drawSeries(
  { name, color, points, dashed = false, faint = false }: Series,
  { xAt, yAt, xLabel, xText, yText }: Axes,
): Html {
  const path = points.map((point, index) => {
    if (!isFinitePoint(point)) return "";
    const before = points[index - 1];
    return `${before !== undefined && isFinitePoint(before) ? "L" : "M"}${fixed(xAt(point[0]))} ${fixed(yAt(point[1]))}`;
  });
  const dots = points.length <= 60 && !dashed && !faint ? points.filter(isFinitePoint) : [];
  return html`<path class="series-${color}${dashed && " dashed"}${faint && " faint"}" d="${path.join("")}"/>
${dots.map(([x, y]) => html`<circle class="series-${color}" cx="${fixed(xAt(x))}" cy="${fixed(yAt(y))}" r="2.5"><title>${name}, ${xLabel} ${xText(x)}: ${yText(y)}</title></circle>`)}`;
}

/** Least and greatest; a ROC curve may have more points than Math.min() takes arguments. */
function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([least, greatest], value) => [Math.min(least, value), Math.max(greatest, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** Whether a point can be drawn. */
export function isFinitePoint([x, y]: readonly [number, number]): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

function fixed(value: number): string {
  return String(Number(value.toFixed(1)));
}
