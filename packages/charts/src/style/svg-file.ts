/** What every chart's file has around its drawing: a card, a title, a style sheet for light and dark. */
import { Html, html } from "../markup/html.ts";
import { pixels } from "../markup/pixels.ts";
import { resolveColors } from "./resolve-colors.ts";

/** A drawing that becomes a file. */
export interface SvgFile {
  /** The heading, which screen readers read too. */
  readonly title: string;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels, with the heading. */
  readonly height: number;
  /** Rules of the drawing's own, one after another without `@media`; colours by name, such as `var(--ink)`. */
  readonly style: string;
  /** The drawing, which begins below the heading: at `headingHeight` or further down. */
  readonly content: Html;
}

/** The distance of text from the card's edges, in pixels. */
export const cardMargin = 24;

/** What the heading takes at the top of a card, in pixels. */
export const headingHeight = 44;

const frameStyle = `text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums;fill:var(--quiet)}
.card{fill:var(--card);stroke:var(--line)}.title{font-size:17px;font-weight:650;fill:var(--ink)}.note{font-size:12px}`;

/** The text of an SVG file: it runs no script, fetches nothing, and is dark where the reader's system is. */
export function svgFile({ title, width, height, style, content }: SvgFile): string {
  const [right, bottom] = [pixels(width), pixels(height)];
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${right}" height="${bottom}" viewBox="0 0 ${right} ${bottom}" role="img">
<title>${title}</title>
<style>
${new Html(resolveColors(`${frameStyle}\n${style}`))}
</style>
<rect class="card" x="0.5" y="0.5" width="${pixels(width - 1)}" height="${pixels(height - 1)}" rx="12"/>
<text class="title" x="${cardMargin}" y="34">${title}</text>
${content}</svg>
`.source;
}
