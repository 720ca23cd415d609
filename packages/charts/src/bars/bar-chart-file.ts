/** A chart of bars as an SVG file. */
import { scale } from "../axes/scale.ts";
import { niceTicks } from "../axes/ticks.ts";
import { type Html, html } from "../markup/html.ts";
import { pixels } from "../markup/pixels.ts";
import { cardMargin, headingHeight, svgFile } from "../style/svg-file.ts";
import type { Bar, BarChart, BarPanel } from "./bar-chart.ts";
import { barStyle } from "./bar-style.ts";
import { wrapText } from "./wrap-text.ts";

const width = 780;
/** The height of one bar with the room around it, in pixels. */
const rowHeight = 34;
const barHeight = 18;
/** The width of a character at 13 pixels, on the safe side. */
const characterWidth = 7.2;
const noteCharacters = 112;

/**
 * Draws a bar chart as the text of an SVG file, 780 pixels wide: no script, no font of its own, dark where the reader's
 * system is.
 */
export function barChartFile({ title, panels, notes }: BarChart): string {
  const bars = panels.flatMap((panel) => panel.bars);
  const names = longest(bars.map(({ name }) => name));
  const labels = longest(bars.map(({ label, spread }) => (spread === null ? "" : label)));
  const columns = { left: cardMargin + names + 12, right: width - cardMargin - labels - 12 };
  let y = headingHeight;
  const drawn = panels.map((panel) => {
    const top = y;
    y += 64 + panel.bars.length * rowHeight;
    return drawPanel(panel, top, columns);
  });
  const lines = notes.flatMap((note) => wrapText(note, noteCharacters));
  const footer = lines.map(
    (line, index) => html`<text class="note" x="${cardMargin}" y="${pixels(y + 12 + 18 * index)}">${line}</text>
`,
  );
  const height = y + 18 * lines.length + 14;
  return svgFile({ title, width, height, style: barStyle, content: html`${drawn}${footer}` });
}

interface Columns {
  /** Where bars begin, and where the longest may end. */
  readonly left: number;
  readonly right: number;
}

function drawPanel({ title, bars }: BarPanel, top: number, { left, right }: Columns): Html {
  const ticks = niceTicks(0, Math.max(...bars.map(({ spread }) => spread?.upper ?? 0)) || 1, 5);
  const xAt = scale("linear", [0, ticks.at(-1) ?? 1], [left, right]);
  const first = top + 36;
  const bottom = first + bars.length * rowHeight;
  const grid = ticks.map((tick) => {
    const x = pixels(xAt(tick));
    return html`<line class="grid" x1="${x}" x2="${x}" y1="${pixels(first)}" y2="${pixels(bottom)}"/>
<text class="tick" x="${x}" y="${pixels(bottom + 16)}">${tick}</text>
`;
  });
  const rows = bars.map((bar, index) => drawBar(bar, first + index * rowHeight, left, xAt));
  return html`<text class="panel" x="${cardMargin}" y="${pixels(top + 24)}">${title}</text>
${grid}${rows}`;
}

function drawBar({ name, spread, label, tone }: Bar, top: number, left: number, xAt: (value: number) => number): Html {
  const middle = top + rowHeight / 2;
  const baseline = pixels(middle + 4.5);
  const heading = html`<text class="name" x="${pixels(left - 12)}" y="${baseline}">${name}</text>
`;
  if (spread === null) {
    return html`${heading}<text class="note" x="${pixels(left + 8)}" y="${baseline}">${label}</text>
`;
  }
  const [low, end, high] = [xAt(spread.lower), xAt(spread.median), xAt(spread.upper)];
  return html`${heading}<rect class="${tone}" x="${pixels(left)}" y="${pixels(middle - barHeight / 2)}" width="${pixels(end - left)}" height="${barHeight}" rx="3"/>
${high > low && whisker(low, high, middle)}<text class="label" x="${pixels(Math.max(high, end) + 10)}" y="${baseline}">${label}</text>
`;
}

function whisker(low: number, high: number, y: number): Html {
  const [left, right, above, below] = [low, high, y - 5, y + 5].map(pixels);
  return html`<path class="whisker" d="M${left} ${above}V${below}M${left} ${pixels(y)}H${right}M${right} ${above}V${below}"/>
`;
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length)) * characterWidth;
}
