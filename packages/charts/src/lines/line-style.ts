/**
 * The rules for what is inside of a line chart's SVG; the colours are named, so that a page needs `customProperties` as
 * well.
 */
export const lineStyle: string = `svg text{font-size:13px;fill:var(--quiet)}
svg .grid{stroke:var(--line);stroke-width:1}svg .axis{stroke:var(--quiet);stroke-width:1}svg .marker{stroke:var(--quiet);stroke-width:1.2;stroke-dasharray:2 4}
svg path{fill:none;stroke:currentColor;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}svg path.dashed{stroke-dasharray:5 5;stroke-width:1.5}
svg path.faint{stroke-width:1.2;opacity:.45}
svg circle{fill:currentColor}
.series-1{color:var(--series-1)}.series-2{color:var(--series-2)}.series-3{color:var(--series-3)}`;
