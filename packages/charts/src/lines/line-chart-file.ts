/** A line chart as an SVG file of its own. */
import { type Html, html } from "../markup/html.ts";
import { cardMargin, headingHeight, svgFile } from "../style/svg-file.ts";
import type { LineChart, LineSeries } from "./line-chart.ts";
import { lineDrawing, seriesClass } from "./line-drawing.ts";
import { lineStyle } from "./line-style.ts";

const width = 720;
const height = 400;
const legendHeight = 20;
/** Pixels of a name in the legend. */
const legendColumn = 150;

/**
 * Draws a line chart of which at least one point is finite as the text of an SVG file, 720 pixels wide: no script, no
 * font of its own, dark where the reader's system is.
 */
export function lineChartFile(chart: LineChart): string {
  const { title, series } = chart;
  const top = headingHeight + legendHeight;
  const content = html`${series.map((one, index) => legend(one, cardMargin + index * legendColumn))}
<g transform="translate(0 ${top})">
${lineDrawing(chart, [width, height])}
</g>
`;
  return svgFile({ title, width, height: top + height + 12, style: lineStyle, content });
}

function legend(series: LineSeries, x: number): Html {
  const y = headingHeight + 10;
  return html`<path class="${seriesClass(series)}" d="M${x} ${y}H${x + 20}"/><text x="${x + 26}" y="${y + 4}">${series.name}</text>`;
}
