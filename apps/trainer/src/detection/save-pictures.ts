/** Pictures of what was found: an image with its boxes, and each object cut out. */
import path from "node:path";
import type { Pixels } from "@tresnet/data";
import { makeFolder, replaceFile } from "@tresnet/files";
import sharp from "sharp";
import { type DrawnBox, drawBoxes } from "./draw-boxes.ts";
import type { FoundObject } from "./found-objects.ts";

const jpeg = { quality: 90, chromaSubsampling: "4:4:4" } as const;

/** Writes an image with boxes drawn on it, as JPEG; what lies there is replaced. */
export async function saveDrawn(file: string, pixels: Pixels, boxes: readonly DrawnBox[]): Promise<void> {
  const overlay = Buffer.from(drawBoxes(boxes, pixels));
  const picture = await opened(pixels)
    .toColorspace("srgb")
    .composite([{ input: overlay }])
    .jpeg(jpeg)
    .toBuffer();
  await replaceFile(file, (handle) => handle.writeFile(picture));
}

/**
 * Cuts every object out of an image and writes it as JPEG into a folder of its class: FOLDER/CLASS/NAME-1.jpg, numbered
 * from 1 by descending score. Objects of less than a pixel are left out; gives the number of files.
 */
export async function saveCrops(
  folder: string,
  name: string,
  pixels: Pixels,
  found: readonly (FoundObject & { readonly className: string })[],
): Promise<number> {
  let written = 0;
  for (const [index, { box, className }] of found.entries()) {
    const part = wholePixels(box, pixels);
    if (part === undefined) continue;
    const place = path.join(folder, asFileName(className));
    await makeFolder(place);
    const picture = await opened(pixels).extract(part).jpeg(jpeg).toBuffer();
    await replaceFile(path.join(place, `${name}-${index + 1}.jpg`), (handle) => handle.writeFile(picture));
    written++;
  }
  return written;
}

/** Names for the pictures of images, by their files' names without the ending; of equal ones the second has "-2". */
export function pictureNames(files: readonly string[]): string[] {
  const taken = new Set<string>();
  return files.map((file) => {
    const { name } = path.parse(file);
    let wanted = asFileName(name);
    for (let number = 2; taken.has(wanted.toLowerCase()); number++) wanted = `${asFileName(name)}-${number}`;
    taken.add(wanted.toLowerCase());
    return wanted;
  });
}

/** A name that every file system takes, and that stays in its folder. */
function asFileName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}<>:"/\\|?*]/gu, "_")
    .replace(/[. ]+$/, "")
    .slice(0, 100);
  return /^\.*$/.test(plain) ? "_" : plain;
}

function opened({ data, width, height, channels }: Pixels) {
  return sharp(data, { raw: { width, height, channels } });
}

/** The pixels that a box touches, inside of the image; undefined where there are none. */
function wholePixels([x1, y1, x2, y2]: FoundObject["box"], { width, height }: Pixels) {
  const [left, top] = [Math.max(0, Math.floor(x1)), Math.max(0, Math.floor(y1))];
  const [right, bottom] = [Math.min(width, Math.ceil(x2)), Math.min(height, Math.ceil(y2))];
  return right > left && bottom > top ? { left, top, width: right - left, height: bottom - top } : undefined;
}
