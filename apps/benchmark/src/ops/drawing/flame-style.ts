/** The rules for what is inside of a flame chart's SVG: a colour for each kind of work, in the order of `opClasses`. */

// Text on the ops' colours is dark in both: they are light enough in both.
export const flameStyle = `text{font-size:12px}.in{fill:var(--ink)}.op{fill:#16202c}
.layer{fill:var(--band)}.box{stroke:var(--card);stroke-width:.6}
.c0{fill:#5cc4bd}.c1{fill:#8fd6a0}.c2{fill:#f2a65a}.c3{fill:#e9b8d6}.c4{fill:#7fb2e5}.c5{fill:#e58f9c}
.c6{fill:#f0d264}.c7{fill:#b9a4e3}.c8{fill:#d3a27f}.c9{fill:#c6d36b}.c10{fill:#b4bdc7}`;
