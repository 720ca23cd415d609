/** Colours, and the lines of charts, on a page or in a file of their own. */

/** Names of colours and shades, as a reader with light and one with dark settings sees them. */
const light = {
  paper: "#f6f7f9",
  card: "#fff",
  ink: "#16202c",
  quiet: "#5d6b7a",
  line: "#e2e7ed",
  accent: "#0b7a75",
  "accent-soft": "#0b7a7518",
  "series-1": "#0b7a75",
  "series-2": "#d9622b",
  "series-3": "#6a5acd",
  right: "11 122 117",
  wrong: "217 98 43",
  shadow: "0 1px 2px #10182010,0 4px 16px #1018200a",
} as const;
const dark = {
  paper: "#0e141b",
  card: "#161e27",
  ink: "#e6edf3",
  quiet: "#93a1b0",
  line: "#27323e",
  accent: "#3fc1b8",
  "accent-soft": "#3fc1b81f",
  "series-1": "#3fc1b8",
  "series-2": "#f0905c",
  "series-3": "#a79cf0",
  right: "63 193 184",
  wrong: "240 144 92",
  shadow: "none",
} as const satisfies Record<keyof typeof light, string>;

/** The colours as custom properties of a page. */
export const palette = `:root{color-scheme:light dark;${properties(light)}}
@media (prefers-color-scheme:dark){:root{${properties(dark)}}}`;

/** What is inside of an SVG. */
export const chartStyle = `svg text{font-size:13px;fill:var(--quiet)}
svg .grid{stroke:var(--line);stroke-width:1}svg .axis{stroke:var(--quiet);stroke-width:1}svg .marker{stroke:var(--quiet);stroke-width:1.2;stroke-dasharray:2 4}
svg path{fill:none;stroke:currentColor;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}svg path.dashed{stroke-dasharray:5 5;stroke-width:1.5}
svg path.faint{stroke-width:1.2;opacity:.45}
svg circle{fill:currentColor}
.series-1{color:var(--series-1)}.series-2{color:var(--series-2)}.series-3{color:var(--series-3)}`;

/**
 * A style sheet for a file of its own: many viewers of SVG know no custom properties, so the colours stand in their
 * places.
 */
export function resolved(style: string): string {
  const filled = (colors: Readonly<Record<string, string>>) =>
    style.replace(/var\(--([\w-]+)\)/g, (whole, name: string) => colors[name] ?? whole);
  return `${filled(light)}
@media (prefers-color-scheme:dark){
${filled(dark)}
}`;
}

function properties(colors: Readonly<Record<string, string>>): string {
  return Object.entries(colors)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");
}
