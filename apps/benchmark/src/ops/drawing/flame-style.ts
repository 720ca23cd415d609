/**
 * The chart's style sheet: a colour for each kind of work, in the order of `opClasses`; light, and dark where the
 * reader is.
 */
import { Xml } from "../../output/chart/xml.ts";

// Text on the ops' colours is dark in both: they are light enough in both.
export const flameStyle: Xml = new Xml(`
svg{--card:#fff;--ink:#16202c;--quiet:#5d6b7a;--line:#e2e7ed;--layer:#eef1f5}
@media (prefers-color-scheme:dark){svg{--card:#161e27;--ink:#e6edf3;--quiet:#93a1b0;--line:#27323e;--layer:#27323e}}
text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
.title{font-size:17px;font-weight:650;fill:var(--ink)}.note{fill:var(--quiet)}.in{fill:var(--ink)}.op{fill:#16202c}
.card{fill:var(--card);stroke:var(--line)}.layer{fill:var(--layer)}.box{stroke:var(--card);stroke-width:.6}
.c0{fill:#5cc4bd}.c1{fill:#8fd6a0}.c2{fill:#f2a65a}.c3{fill:#e9b8d6}.c4{fill:#7fb2e5}.c5{fill:#e58f9c}
.c6{fill:#f0d264}.c7{fill:#b9a4e3}.c8{fill:#d3a27f}.c9{fill:#c6d36b}.c10{fill:#b4bdc7}
`);
