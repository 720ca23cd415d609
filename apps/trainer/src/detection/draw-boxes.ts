/** Boxes with their classes and scores as SVG, to be laid over a picture. */
import { type Html, html } from "@tresnet/charts";
import { visible } from "../text/visible.ts";
import { classColor, inkOn } from "./class-colors.ts";
import { areaOf, type Box, type ImageSize, overlapOf } from "./found-objects.ts";

/** One box to draw. */
export interface DrawnBox {
  /** In pixels of the picture. */
  readonly box: Box;
  /** Picks the colour, where `color` does not say it. */
  readonly label: number;
  /** "#rrggbb" */
  readonly color?: string | undefined;
  /** What stands at it; nothing where it is undefined. */
  readonly text?: string | undefined;
  /** Dashed where the box is not what was found, such as an object that was missed. */
  readonly isDashed?: boolean;
}

/** The mean width of a character of a sans-serif font, and of one of East Asia or an emoji, as shares of its size. */
const [characterWidth, wideWidth] = [0.6, 1.05];
const longestText = 40;
/** With so many boxes each has room for its words. */
const fewBoxes = 12;

/** A whole SVG of a picture's size, transparent but for the boxes; the first one lies on top. */
export function drawBoxes(boxes: readonly DrawnBox[], size: ImageSize): string {
  const { width, height } = size;
  const drawn = drawnBoxes(boxes, size);
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${drawn}</svg>`
    .source;
}

/** The boxes alone, for an SVG whose units are the picture's pixels. */
export function drawnBoxes(boxes: readonly DrawnBox[], size: ImageSize): readonly Html[] {
  const side = Math.max(size.width, size.height);
  const fontSize = Math.max(9, Math.min(side / 60, 32));
  const stroke = Math.max(1, side / 600);
  // All plates above all boxes: else the box of a neighbour strikes their words through.
  return [...[...boxes].reverse().map((one) => outline(one, stroke)), ...platesOf(boxes, fontSize, size).map(plate)];
}

/** A line of the class's colour on a darker one, so that it is seen on any ground. */
function outline({ box: [x1, y1, x2, y2], isDashed = false, ...of }: DrawnBox, stroke: number): Html {
  const place = html`x="${x1.toFixed(1)}" y="${y1.toFixed(1)}" width="${Math.max(0, x2 - x1).toFixed(1)}" height="${Math.max(0, y2 - y1).toFixed(1)}"`;
  const dashes = isDashed && html` stroke-dasharray="${(4 * stroke).toFixed(1)} ${(3 * stroke).toFixed(1)}"`;
  return html`<rect ${place} fill="none" stroke="#000000" stroke-opacity="0.55" stroke-width="${(2.2 * stroke).toFixed(1)}"${dashes}/><rect ${place} fill="none" stroke="${colorOf(of)}" stroke-width="${stroke.toFixed(1)}"${dashes}/>`;
}

/** Words on a ground of the box's colour. */
interface Plate {
  readonly box: Box;
  readonly color: string;
  readonly words: string;
  readonly fontSize: number;
}

/**
 * The plates of boxes, those of the first boxes first: above the box, else inside of it, never outside of the picture.
 * What would hide another plate, or most of its own box where there are many, is left out: the colour tells the class.
 */
function platesOf(boxes: readonly DrawnBox[], fontSize: number, size: ImageSize): readonly Plate[] {
  const plates: Plate[] = [];
  const isCrowded = boxes.length > fewBoxes;
  for (const { box, text, ...of } of boxes) {
    if (text === undefined) continue;
    const words = shortened(visible(text));
    const [width, height] = [widthOf(words) * fontSize + 0.5 * fontSize, 1.3 * fontSize];
    if (isCrowded && width * height > areaOf(box) / 2) continue;
    const left = Math.max(0, Math.min(box[0], size.width - width));
    const place = [box[1] - height, box[1], box[3]]
      .filter((top) => top >= 0 && top + height <= size.height)
      .concat(Math.max(0, size.height - height))
      .map((top): Box => [left, top, left + width, top + height])
      .find((one) => plates.every((other) => overlapOf(one, other.box) === 0));
    if (place !== undefined) plates.push({ box: place, color: colorOf(of), words, fontSize });
  }
  return plates;
}

function plate({ box: [left, top, right, bottom], color, words, fontSize }: Plate): Html {
  return html`<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${(right - left).toFixed(1)}" height="${(bottom - top).toFixed(1)}" fill="${color}"/><text x="${(left + 0.25 * fontSize).toFixed(1)}" y="${(top + 0.96 * fontSize).toFixed(1)}" font-family="sans-serif" font-size="${fontSize.toFixed(1)}" style="fill:${inkOn(color)};font-size:${fontSize.toFixed(1)}px">${words}</text>`;
}

function colorOf({ label: of, color = classColor(of) }: Pick<DrawnBox, "label" | "color">): string {
  return color;
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= longestText ? text : `${characters.slice(0, longestText - 1).join("")}…`;
}

/** A guess at the width of a text in units of its font's size: the machine that draws it has fonts of its own. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character > "\u2e7f" ? wideWidth : characterWidth), 0);
}
