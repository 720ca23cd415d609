/** A chart of bars as one SVG file: no script, no font of its own, dark where the reader's system is. */
import type { Spread } from "../../text/statistics.ts";
import { axisTicks } from "./axis-ticks.ts";
import { chartStyle } from "./chart-style.ts";
import { wrapText } from "./wrap-text.ts";
import { type Xml, xml } from "./xml.ts";

/** What a chart shows, from top to bottom. */
export interface BarChart {
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Below the bars: the machine, the command. */
  readonly notes: readonly string[];
}

/** Bars on one axis, which begins at 0. */
export interface Panel {
  readonly title: string;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly name: string;
  /** The bar ends at the median, its whisker goes from quartile to quartile. Null: nothing was measured. */
  readonly spread: Spread | null;
  /** Behind the bar, such as a ratio; where nothing was measured, why. */
  readonly label: string;
  /** Ours, or what it is measured against. */
  readonly tone: "ours" | "other";
}

/** A bar; ours where `runner` is "tresnet". */
export function barOf(name: string, spread: Spread | null, label: string, runner: string): Bar {
  return { name, spread, label, tone: runner === "tresnet" ? "ours" : "other" };
}

/** Of peers that are not there. */
export function missingBars(absent: readonly { readonly peer: string }[]): Bar[] {
  return absent.map(({ peer }) => barOf(peer, null, "absent", peer));
}

const width = 780;
const margin = 24;
/** Height of one bar with the room around it. */
const rowHeight = 34;
const barHeight = 18;
/** Of the text at 13 pixels, on the safe side. */
const characterWidth = 7.2;
const noteCharacters = 112;

/** The chart as the text of an SVG file. */
export function barChart({ title, panels, notes }: BarChart): string {
  const bars = panels.flatMap((panel) => panel.bars);
  const names = longest(bars.map(({ name }) => name));
  const labels = longest(bars.map(({ label, spread }) => (spread === null ? "" : label)));
  const columns = { left: margin + names + 12, right: width - margin - labels - 12 };
  let y = 44;
  const drawn = panels.map((panel) => {
    const top = y;
    y += 64 + panel.bars.length * rowHeight;
    return drawPanel(panel, top, columns);
  });
  const lines = notes.flatMap((note) => wrapText(note, noteCharacters));
  const footer = lines.map(
    (line, index) => xml`<text class="note" x="${margin}" y="${y + 12 + 18 * index}">${line}</text>
`,
  );
  const height = y + 18 * lines.length + 14;
  return xml`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${title}</title>
<style>${chartStyle}</style>
<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="12"/>
<text class="title" x="${margin}" y="34">${title}</text>
${drawn}${footer}</svg>
`.source;
}

interface Columns {
  /** Where bars begin, and where the longest may end. */
  readonly left: number;
  readonly right: number;
}

function drawPanel({ title, bars }: Panel, top: number, { left, right }: Columns): Xml {
  const ticks = axisTicks(Math.max(...bars.map(({ spread }) => spread?.upper ?? 0)) || 1);
  const end = ticks.at(-1) ?? 1;
  const xAt = (value: number) => left + (value / end) * (right - left);
  const first = top + 36;
  const bottom = first + bars.length * rowHeight;
  const grid = ticks.map(
    (tick) => xml`<line class="grid" x1="${xAt(tick)}" x2="${xAt(tick)}" y1="${first}" y2="${bottom}"/>
<text class="tick" x="${xAt(tick)}" y="${bottom + 16}">${String(tick)}</text>
`,
  );
  const rows = bars.map((bar, index) => drawBar(bar, first + index * rowHeight, left, xAt));
  return xml`<text class="panel" x="${margin}" y="${top + 24}">${title}</text>
${grid}${rows}`;
}

function drawBar({ name, spread, label, tone }: Bar, top: number, left: number, xAt: (value: number) => number): Xml {
  const middle = top + rowHeight / 2;
  const heading = xml`<text class="name" x="${left - 12}" y="${middle + 4.5}">${name}</text>
`;
  if (spread === null) {
    return xml`${heading}<text class="note" x="${left + 8}" y="${middle + 4.5}">${label}</text>
`;
  }
  const [low, end, high] = [xAt(spread.lower), xAt(spread.median), xAt(spread.upper)];
  return xml`${heading}<rect class="${tone}" x="${left}" y="${middle - barHeight / 2}" width="${end - left}" height="${barHeight}" rx="3"/>
${high > low ? whisker(low, high, middle) : ""}<text class="label" x="${Math.max(high, end) + 10}" y="${middle + 4.5}">${label}</text>
`;
}

function whisker(low: number, high: number, y: number): Xml {
  return xml`<path class="whisker" d="M${low} ${y - 5}V${y + 5}M${low} ${y}H${high}M${high} ${y - 5}V${y + 5}"/>
`;
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length)) * characterWidth;
}
