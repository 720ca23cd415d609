/** A line chart as inline SVG, coloured by the page's style sheet. */
import { type Html, html } from "./html.ts";
import { niceTicks } from "./ticks.ts";

/** One line of a chart. */
export interface Series {
  readonly name: string;
  /** Picks the colour: `--series-1` … `--series-3`. */
  readonly color: 1 | 2 | 3;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly dashed?: boolean;
}

/** What a chart shows. */
export interface LineChart {
  readonly title: string;
  readonly series: readonly Series[];
  readonly xLabel: string;
  /** How the numbers along the y axis read. */
  readonly yText: (value: number) => string;
  /** Values that the axes must cover. */
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  /** A vertical line, with words. */
  readonly marker?: { readonly x: number; readonly label: string };
}

const width = 360;
const height = 250;
const margin = { left: 52, right: 16, top: 14, bottom: 40 } as const;

/** The figure: a caption with the legend, then the SVG; lines break at values that are not finite. */
export function lineChart({ title, series, xLabel, yText, xRange, yRange, marker }: LineChart): Html {
  const points = series.flatMap((one) => one.points.filter(isFinitePoint));
  const xs = [...points.map(([x]) => x), ...(xRange ?? [])];
  const ys = [...points.map(([, y]) => y), ...(yRange ?? [])];
  if (points.length === 0)
    return html`<figure class="chart"><figcaption><b>${title}</b></figcaption><p class="quiet">Nothing was measured.</p></figure>`;
  const [xMin, xEnd] = extent(xs);
  const xMax = Math.max(xEnd, xMin + Number.EPSILON);
  const yTicks = niceTicks(...extent(ys), 5);
  const yMin = yTicks[0] ?? 0;
  const yMax = yTicks.at(-1) ?? 1;
  const xAt = (x: number) => margin.left + ((x - xMin) / (xMax - xMin || 1)) * (width - margin.left - margin.right);
  const yAt = (y: number) =>
    height - margin.bottom - ((y - yMin) / (yMax - yMin)) * (height - margin.top - margin.bottom);
  const xTicks = niceTicks(xMin, xMax, 6).filter((x) => x >= xMin && x <= xMax);
  const bottom = height - margin.bottom;
  return html`<figure class="chart">
<figcaption><b>${title}</b>${series.length > 1 && series.map((one) => html`<span class="key"><i class="series-${one.color}${one.dashed && " dashed"}"></i>${one.name}</span>`)}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${yTicks.map((y) => html`<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${fixed(yAt(y))}" y2="${fixed(yAt(y))}"/><text x="${margin.left - 8}" y="${fixed(yAt(y) + 4)}" text-anchor="end">${yText(y)}</text>`)}
${xTicks.map((x) => html`<text x="${fixed(xAt(x))}" y="${bottom + 18}" text-anchor="middle">${x}</text>`)}
<line class="axis" x1="${margin.left}" x2="${width - margin.right}" y1="${bottom}" y2="${bottom}"/>
<text class="label" x="${(margin.left + width - margin.right) / 2}" y="${height - 4}" text-anchor="middle">${xLabel}</text>
${marker !== undefined && html`<line class="marker" x1="${fixed(xAt(marker.x))}" x2="${fixed(xAt(marker.x))}" y1="${margin.top}" y2="${bottom}"><title>${marker.label}</title></line>`}
${series.map((one) => drawSeries(one, xAt, yAt, xLabel, yText))}
</svg></figure>`;
}

function drawSeries(
  { name, color, points, dashed = false }: Series,
  xAt: (x: number) => number,
  yAt: (y: number) => number,
  xLabel: string,
  yText: (value: number) => string,
): Html {
  const path = points.map((point, index) => {
    if (!isFinitePoint(point)) return "";
    const before = points[index - 1];
    return `${before !== undefined && isFinitePoint(before) ? "L" : "M"}${fixed(xAt(point[0]))} ${fixed(yAt(point[1]))}`;
  });
  const dots = points.length <= 60 && !dashed ? points.filter(isFinitePoint) : [];
  return html`<path class="series-${color}${dashed && " dashed"}" d="${path.join("")}"/>
${dots.map(([x, y]) => html`<circle class="series-${color}" cx="${fixed(xAt(x))}" cy="${fixed(yAt(y))}" r="2.5"><title>${name}, ${xLabel} ${x}: ${yText(y)}</title></circle>`)}`;
}

/** Least and greatest; a ROC curve may have more points than Math.min() takes arguments. */
function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([least, greatest], value) => [Math.min(least, value), Math.max(greatest, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

function isFinitePoint([x, y]: readonly [number, number]): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

function fixed(value: number): string {
  return String(Number(value.toFixed(1)));
}
