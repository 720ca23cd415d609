/** Rows of pictures on one sheet, each with words below it. */
import sharp from "sharp";
import type { Pixels } from "../dataset/pixels.ts";
import { resize } from "../resample/resize.ts";

/** A picture of a sheet, and the lines below it. */
export interface SheetPicture {
  /** The picture. */
  readonly pixels: Pixels;
  /** The lines below it; what does not fit is cut off. Default: none. */
  readonly caption?: readonly string[] | undefined;
}

/** What a sheet looks like. */
export interface SheetOptions {
  /** Side of the square that each picture is fitted into, in pixels. */
  readonly side: number;
  /** The format of the file. */
  readonly format: "png" | "jpeg";
}

const gap = 4;
const lineHeight = 15;
/** Width of a usual letter at the captions' size. */
const letterWidth = 6.2;
const white = 255;

/**
 * Lays rows of pictures out on one white sheet, and returns it as a file's bytes. Pictures keep their proportions, and
 * pixels that are enlarged stay squares.
 *
 * Without captions a PNG's pixels are the same on every machine. Captions need a font on the machine.
 */
export async function pictureSheet(
  rows: readonly (readonly SheetPicture[])[],
  { side, format }: SheetOptions,
): Promise<Uint8Array> {
  const lines = Math.max(0, ...rows.flat().map(({ caption = [] }) => caption.length));
  const rowHeight = side + lines * lineHeight + gap;
  const columns = Math.max(...rows.map((row) => row.length));
  const [width, height] = [columns * (side + gap) + gap, rows.length * rowHeight + gap];
  const sheet: Pixels = { data: new Uint8Array(width * height * 3).fill(white), width, height, channels: 3 };
  const words: string[] = [];
  for (const [y, row] of rows.entries()) {
    for (const [x, { pixels, caption = [] }] of row.entries()) {
      const [left, top] = [gap + x * (side + gap), gap + y * rowHeight];
      paste(fitted(pixels, side), sheet, left, top, side);
      for (const [line, text] of caption.entries()) {
        words.push(`<text x="${left}" y="${top + side + (line + 1) * lineHeight - 3}">${shown(text, side)}</text>`);
      }
    }
  }
  const image = sharp(sheet.data, { raw: { width, height, channels: 3 } });
  if (words.length > 0) {
    const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">${words.join("")}</svg>`;
    image.composite([{ input: Buffer.from(text) }]).removeAlpha();
  }
  return format === "png" ? image.png({ compressionLevel: 9 }).toBuffer() : image.jpeg({ quality: 90 }).toBuffer();
}

/**
 * The picture in its proportions, its longer side at most `side`: small ones by whole multiples, large ones resized.
 */
function fitted(image: Pixels, side: number): Pixels {
  const longer = Math.max(image.width, image.height);
  if (longer <= side) return enlarged(image, Math.floor(side / longer));
  const width = Math.max(1, Math.round((image.width * side) / longer));
  const height = Math.max(1, Math.round((image.height * side) / longer));
  return resize(image, {
    crop: { x: 0, y: 0, width: image.width, height: image.height },
    scaled: { width, height },
    window: { x: 0, y: 0, width, height },
  });
}

function enlarged({ data, width, height, channels }: Pixels, factor: number): Pixels {
  const large = { data: new Uint8Array(data.length * factor ** 2), width: width * factor, height: height * factor };
  for (let y = 0; y < large.height; y++) {
    for (let x = 0; x < large.width; x++) {
      const from = (Math.floor(y / factor) * width + Math.floor(x / factor)) * channels;
      large.data.set(data.subarray(from, from + channels), (y * large.width + x) * channels);
    }
  }
  return { ...large, channels };
}

/** Puts a picture into the middle of its square. */
function paste(image: Pixels, sheet: Pixels, left: number, top: number, side: number): void {
  const [x0, y0] = [left + Math.floor((side - image.width) / 2), top + Math.floor((side - image.height) / 2)];
  const step = image.channels === 3 ? 1 : 0;
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const from = (y * image.width + x) * image.channels;
      const to = ((y0 + y) * sheet.width + x0 + x) * 3;
      for (let c = 0; c < 3; c++) sheet.data[to + c] = image.data[from + c * step] ?? 0;
    }
  }
}

/** As much of a line as fits below a picture, fit for XML. */
function shown(text: string, side: number): string {
  const most = Math.floor(side / letterWidth);
  const letters = [...text.replace(/\p{Cc}/gu, " ")];
  const kept = letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : letters.join("");
  return kept.replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
