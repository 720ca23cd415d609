/**
 * A step as an icicle: layers above their ops, as wide as they take time. One SVG file, no script; dark where the
 * reader is.
 */
import { type Xml, xml } from "../../output/chart/xml.ts";
import { opClasses } from "../op-classes.ts";
import { busyMs, type OpsProfile } from "../ops-summary.ts";
import { flameStyle } from "./flame-style.ts";
import { type FlameNode, flameTree } from "./flame-tree.ts";

const width = 1200;
const margin = 24;
const rowHeight = 22;
const top = 106;
/** Of the text, on the safe side. */
const characterWidth = 6.4;
/** Narrower boxes are left out: nobody sees them. */
const leastWidth = 0.4;

/** The chart of our side as the text of an SVG file. */
export function flameChart(profile: OpsProfile): string {
  const { model, imageSize, batchSize, task } = profile.case;
  const what = task === "train" ? "training step" : "inference";
  const title = `${model}, ${imageSize}×${imageSize}, batch ${batchSize}, ${profile.precision}: one ${what}`;
  const tree = flameTree(what, profile.ours.ops);
  const rows = depth(tree);
  const height = top + rows * rowHeight + 44;
  const { cpu, cores } = profile.machine;
  const note = `${busyMs(profile).toFixed(0)} ms of ops, ${profile.ours.interOpThreads} at a time, ${profile.threads} threads. ${cpu}, ${cores} cores. Widths are times; point at a box for its own.`;
  return xml`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${title}</title>
<style>${flameStyle}</style>
<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="12"/>
<text class="title" x="${margin}" y="36">${title}</text>
${legend()}${draw(tree, margin, top, (width - 2 * margin) / (tree.ms || 1), tree.ms)}<text class="note" x="${margin}" y="${height - 18}">${note}</text>
</svg>
`.source;
}

/** The colours, two lines of them. */
function legend(): Xml[] {
  const columns = Math.ceil(opClasses.length / 2);
  const column = (width - 2 * margin) / columns;
  return opClasses.map((name, index) => {
    const x = margin + column * (index % columns);
    const y = 52 + 20 * Math.floor(index / columns);
    return xml`<rect class="c${index}" x="${x}" y="${y}" width="13" height="13" rx="3"/><text class="note" x="${x + 19}" y="${y + 11}">${name}</text>
`;
  });
}

function draw(node: FlameNode, x: number, y: number, scale: number, whole: number): Xml[] {
  const size = node.ms * scale;
  if (size < leastWidth) return [];
  const time = `${node.ms.toFixed(1)} ms, ${((100 * node.ms) / whole).toFixed(1)} %`;
  const room = Math.floor((size - 8) / characterWidth);
  const text = node.label.length <= room ? node.label : `${node.label.slice(0, room - 1)}…`;
  const style = node.opClass === null ? "layer" : `c${opClasses.indexOf(node.opClass)}`;
  const box = xml`<g><title>${`${node.label}: ${time}`}</title><rect class="${style} box" x="${x.toFixed(2)}" y="${y}" width="${size.toFixed(2)}" height="${rowHeight - 2}" rx="2"/>${
    room < 3
      ? []
      : xml`<text class="${node.opClass === null ? "in" : "op"}" x="${(x + 5).toFixed(2)}" y="${y + 14.5}">${text}</text>`
  }</g>
`;
  let left = x;
  const below = node.children.flatMap((child) => {
    const drawn = draw(child, left, y + rowHeight, scale, whole);
    left += child.ms * scale;
    return drawn;
  });
  return [box, ...below];
}

function depth({ children }: FlameNode): number {
  return 1 + Math.max(0, ...children.map(depth));
}
