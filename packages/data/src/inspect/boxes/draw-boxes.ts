/** Boxes drawn on a picture. */
import sharp from "sharp";
import type { Pixels } from "../../dataset/pixels.ts";

/** A box to draw. */
export interface DrawnBox {
  /** x1, y1, x2, y2 in pixels of the picture. */
  readonly box: ArrayLike<number>;
  /** The index of its class, which chooses its colour. */
  readonly label: number;
  /** What is written at its upper left corner, such as the name of its class and a score. Default: nothing. */
  readonly text?: string | undefined;
  /** Whether it is dashed, as boxes around crowds are. @default false */
  readonly isDashed?: boolean | undefined;
}

/** How boxes are drawn. */
export interface DrawBoxesOptions {
  /** The width of the lines in pixels. Default: a 300th of the longer side, at least 1. */
  readonly lineWidth?: number | undefined;
  /** The size of the letters in pixels. Default: a 45th of the longer side, at least 10. */
  readonly fontSize?: number | undefined;
}

/**
 * Draws boxes on a copy of a picture: uint8 [h, w, 1 or 3] → uint8 [h, w, 3]. Lines are the same on every machine;
 * words need a font on it, and may hold any character.
 */
export async function drawBoxes(
  picture: Pixels,
  boxes: readonly DrawnBox[],
  options: DrawBoxesOptions = {},
): Promise<Pixels> {
  const { data, width, height, channels } = picture;
  const overlay = boxesSvg(picture, boxes, options);
  const drawn = await sharp(data, { raw: { width, height, channels } })
    .toColourspace("srgb")
    .composite([{ input: Buffer.from(overlay) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data: new Uint8Array(drawn), width, height, channels: 3 };
}

/** The boxes as an SVG of the picture's size, to be laid over it; names are escaped. */
export function boxesSvg(
  { width, height }: Pick<Pixels, "width" | "height">,
  boxes: readonly DrawnBox[],
  options: DrawBoxesOptions = {},
): string {
  const longer = Math.max(width, height);
  const lineWidth = options.lineWidth ?? Math.max(1, longer / 300);
  const fontSize = options.fontSize ?? Math.max(10, longer / 45);
  const shapes = boxes.flatMap((box) => boxShapes(box, { width, lineWidth, fontSize }));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="${rounded(fontSize)}">${shapes.join("")}</svg>`;
}

interface Drawing {
  readonly width: number;
  readonly lineWidth: number;
  readonly fontSize: number;
}

function boxShapes({ box, label, text, isDashed }: DrawnBox, { width, lineWidth, fontSize }: Drawing): string[] {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = Array.from(box);
  if (![x1, y1, x2, y2].every(Number.isFinite)) return [];
  const color = boxColor(label);
  const dashes = isDashed ? ` stroke-dasharray="${rounded(4 * lineWidth)} ${rounded(3 * lineWidth)}"` : "";
  const frame = `<rect x="${rounded(x1)}" y="${rounded(y1)}" width="${rounded(Math.max(0, x2 - x1))}" height="${rounded(Math.max(0, y2 - y1))}" fill="none" stroke="${color}" stroke-width="${rounded(lineWidth)}"${dashes}/>`;
  if (text === undefined || text === "") return [frame];
  const plate = Math.min(width, 0.6 * fontSize * [...text].length + 0.4 * fontSize);
  const left = Math.max(0, Math.min(x1, width - plate));
  const top = y1 >= 1.2 * fontSize ? y1 - 1.2 * fontSize : y1;
  return [
    frame,
    `<rect x="${rounded(left)}" y="${rounded(top)}" width="${rounded(plate)}" height="${rounded(1.2 * fontSize)}" fill="${color}"/>`,
    `<text x="${rounded(left + 0.2 * fontSize)}" y="${rounded(top + 0.92 * fontSize)}" fill="#fff">${escaped(text)}</text>`,
  ];
}

/** Hues that are far apart for neighbouring classes; dark enough for white words. */
export function boxColor(label: number): string {
  const hue = Math.round((label * 137.508 + 210) % 360);
  return `hsl(${hue}, 85%, ${hue > 40 && hue < 200 ? 32 : 45}%)`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Fit for XML: controls, which it can't have at all, become blanks. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, " ")
    .replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
