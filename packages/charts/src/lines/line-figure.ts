/** A line chart as a figure of a page: inline SVG, coloured by the page's style sheet. */
import { type Html, html } from "../markup/html.ts";
import { isFinitePoint, type LineChart } from "./line-chart.ts";
import { lineDrawing } from "./line-drawing.ts";

const width = 360;
const height = 250;

/**
 * Draws a line chart as the `<figure>` of a page: a caption with the legend, then the SVG, or a sentence where no point
 * is finite. The page's style sheet has `lineStyle` and `customProperties`.
 */
export function lineFigure(chart: LineChart): Html {
  const { title, series } = chart;
  if (!series.some((one) => one.points.some(isFinitePoint)))
    return html`<figure class="chart"><figcaption><b>${title}</b></figcaption><p class="quiet">Nothing was measured.</p></figure>`;
  return html`<figure class="chart">
<figcaption><b>${title}</b>${series.length > 1 && series.map((one) => html`<span class="key"><i class="series-${one.color}${one.dashed && " dashed"}"></i>${one.name}</span>`)}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${lineDrawing(chart, [width, height])}
</svg></figure>`;
}
