/** A line chart as an SVG file of its own: no script, no font of its own, dark where the reader's system is. */
import { chartStyle, resolved } from "./chart-style.ts";
import { Html, html } from "./html.ts";
import { type LineChart, lineDrawing, type Series } from "./line-drawing.ts";

const width = 720;
const height = 400;
/** Above the drawing: the title, then the legend. */
const headHeight = 56;

/** The text of the file; of the chart at least one point must be finite. */
export function lineChartFile(chart: LineChart): string {
  const { title, series } = chart;
  const style = resolved(`svg{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
${chartStyle}
svg .title{font-size:16px;font-weight:600;fill:var(--ink)}svg .paper{fill:var(--card)}`);
  const total = height + headHeight + 12;
  return `${
    html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" role="img">
<title>${title}</title>
<style>${new Html(style)}</style>
<rect class="paper" width="${width}" height="${total}"/>
<text class="title" x="16" y="26">${title}</text>
${series.map((one, index) => legend(one, 16 + index * 150))}
<g transform="translate(0 ${headHeight})">
${lineDrawing(chart, [width, height])}
</g>
</svg>`.source
  }\n`;
}

function legend({ name, color, dashed, faint }: Series, x: number): Html {
  const kind = html`series-${color}${dashed && " dashed"}${faint && " faint"}`;
  return html`<path class="${kind}" d="M${x} 44H${x + 20}"/><text x="${x + 26}" y="48">${name}</text>`;
}
