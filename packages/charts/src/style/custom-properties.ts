/** The colours for a page's own style sheet. */
import { dark, light } from "./colors.ts";

/**
 * Rules that give a page the colours as custom properties, `--ink`, `--card` and so on, light or dark by the reader's
 * setting; `lineStyle` and a page's own rules name them as `var(--ink)`.
 */
export const customProperties: string = `:root{color-scheme:light dark;${properties(light)}}
@media (prefers-color-scheme:dark){:root{${properties(dark)}}}`;

function properties(colors: Readonly<Record<string, string>>): string {
  return Object.entries(colors)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");
}
