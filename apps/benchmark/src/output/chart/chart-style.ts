/** The charts' style sheet: light, and dark where the reader's system is. */
import { Xml } from "./xml.ts";

interface Colors {
  readonly card: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly ours: string;
  readonly other: string;
}

const light: Colors = {
  card: "#fff",
  ink: "#16202c",
  quiet: "#5d6b7a",
  line: "#e2e7ed",
  ours: "#0b7a75",
  other: "#a9b4c0",
};
const dark: Colors = {
  card: "#161e27",
  ink: "#e6edf3",
  quiet: "#93a1b0",
  line: "#27323e",
  ours: "#3fc1b8",
  other: "#5d6b7a",
};

/** Colours stand in their places, since many viewers of SVG know no custom properties. */
export const chartStyle: Xml = new Xml(`
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums}
.title{font-size:17px;font-weight:650}.panel{font-weight:600}.name{text-anchor:end}
.tick{text-anchor:middle;font-size:12px}.note{font-size:12px}.label{paint-order:stroke;stroke-width:3px}
.whisker{fill:none;stroke-width:1.4}
${colored(light)}
@media (prefers-color-scheme:dark){
${colored(dark)}
}
`);

function colored({ card, ink, quiet, line, ours, other }: Colors): string {
  return `text{fill:${quiet}}.title,.panel,.name,.label{fill:${ink}}.label{stroke:${card}}.card{fill:${card};stroke:${line}}
.grid{stroke:${line}}.ours{fill:${ours}}.other{fill:${other}}.whisker{stroke:${ink}}`;
}
