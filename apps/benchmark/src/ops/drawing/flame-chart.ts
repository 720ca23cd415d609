/**
 * A step as an icicle: layers above their ops, as wide as they take time. One SVG file, no script; dark where the
 * reader is.
 */
import { cardMargin, type Html, html, pixels, svgFile } from "@tresnet/charts";
import { opClasses } from "../op-classes.ts";
import { busyMs, type OpsProfile } from "../ops-summary.ts";
import { flameStyle } from "./flame-style.ts";
import { type FlameNode, flameTree } from "./flame-tree.ts";

const width = 1200;
const rowHeight = 22;
const top = 106;
/** The width of a character, on the safe side. */
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
  const content = html`${legend()}${draw(tree, cardMargin, top, (width - 2 * cardMargin) / (tree.ms || 1), tree.ms)}<text class="note" x="${cardMargin}" y="${height - 18}">${note}</text>
`;
  return svgFile({ title, width, height, style: flameStyle, content });
}

/** The colours, two lines of them. */
function legend(): Html[] {
  const columns = Math.ceil(opClasses.length / 2);
  const column = (width - 2 * cardMargin) / columns;
  return opClasses.map((name, index) => {
    const x = cardMargin + column * (index % columns);
    const y = 52 + 20 * Math.floor(index / columns);
    return html`<rect class="c${index}" x="${pixels(x)}" y="${y}" width="13" height="13" rx="3"/><text class="note" x="${pixels(x + 19)}" y="${y + 11}">${name}</text>
`;
  });
}

function draw(node: FlameNode, x: number, y: number, scale: number, whole: number): Html[] {
  const size = node.ms * scale;
  if (size < leastWidth) return [];
  const time = `${node.ms.toFixed(1)} ms, ${((100 * node.ms) / whole).toFixed(1)} %`;
  const room = Math.floor((size - 8) / characterWidth);
  const text = node.label.length <= room ? node.label : `${node.label.slice(0, room - 1)}…`;
  const style = node.opClass === null ? "layer" : `c${opClasses.indexOf(node.opClass)}`;
  const box = html`<g><title>${`${node.label}: ${time}`}</title><rect class="${style} box" x="${x.toFixed(2)}" y="${y}" width="${size.toFixed(2)}" height="${rowHeight - 2}" rx="2"/>${
    room < 3
      ? []
      : html`<text class="${node.opClass === null ? "in" : "op"}" x="${(x + 5).toFixed(2)}" y="${y + 14.5}">${text}</text>`
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
