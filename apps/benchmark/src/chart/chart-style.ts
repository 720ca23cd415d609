/** The charts' style sheet: light, and dark where the reader's system is. */
import { Xml } from "./xml.ts";

export const chartStyle: Xml = new Xml(`
svg{--card:#fff;--ink:#16202c;--quiet:#5d6b7a;--line:#e2e7ed;--ours:#0b7a75;--other:#a9b4c0}
@media (prefers-color-scheme:dark){svg{--card:#161e27;--ink:#e6edf3;--quiet:#93a1b0;--line:#27323e;--ours:#3fc1b8;--other:#5d6b7a}}
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;fill:var(--quiet);font-variant-numeric:tabular-nums}
.title{font-size:17px;font-weight:650;fill:var(--ink)}.panel{font-weight:600;fill:var(--ink)}.name{text-anchor:end;fill:var(--ink)}
.tick{text-anchor:middle;font-size:12px}.note{font-size:12px}.label{fill:var(--ink);paint-order:stroke;stroke:var(--card);stroke-width:3px}
.card{fill:var(--card);stroke:var(--line)}.grid{stroke:var(--line)}.ours{fill:var(--ours)}.other{fill:var(--other)}
.whisker{fill:none;stroke:var(--ink);stroke-width:1.4}
`);
