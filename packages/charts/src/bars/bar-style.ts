/** The rules for what is inside of a bar chart's SVG, without those of every chart's file. */
export const barStyle = `.panel,.name,.label{fill:var(--ink)}.panel{font-weight:600}.name{text-anchor:end}
.tick{text-anchor:middle;font-size:12px}.label{stroke:var(--card);paint-order:stroke;stroke-width:3px}
.grid{stroke:var(--line)}.whisker{fill:none;stroke:var(--ink);stroke-width:1.4}.ours{fill:var(--accent)}.other{fill:var(--other)}`;
