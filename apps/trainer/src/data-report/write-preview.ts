/** Writes the sheet of `data preview`: a row per image, the image itself first. */
import path from "node:path";
import { type Dataset, decodeSource, isMultiLabel, pictureSheet, type SheetPicture } from "@tresnet/data";
import { replaceFile } from "@tresnet/files";
import { UsageError } from "../errors.ts";
import { checkOutputFile } from "../settings/check-output-file.ts";
import type { ClassShare, ViewedImage } from "./training-views.ts";

/** Pictures of fewer pixels are enlarged to about this side, of more are shrunk to twice it. */
const usualSide = 128;

/**
 * The format that the name's extension stands for, if the file can be written.
 * @throws UsageError for another extension, a folder that does not exist or may not be written to, a folder in the
 * file's place.
 */
export async function sheetFormat(file: string): Promise<"png" | "jpeg"> {
  const format = { ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg" } as const;
  const extension = path.extname(file).toLowerCase();
  if (!isKey(extension, format)) {
    throw new UsageError(`--output: expected a file that ends in .png or .jpg, got "${file}".`);
  }
  await checkOutputFile("--output", file);
  return format[extension];
}

function isKey<T extends object>(key: PropertyKey, object: T): key is keyof T {
  return Object.hasOwn(object, key);
}

/** Draws the sheet of these images and writes it. */
export async function writePreview(
  data: Dataset,
  images: readonly ViewedImage[],
  { file, format, size }: { readonly file: string; readonly format: "png" | "jpeg"; readonly size: number },
): Promise<void> {
  const rows = await Promise.all(images.map((image) => row(data, image)));
  const bytes = await pictureSheet(rows, { side: sheetSide(size), format });
  await replaceFile(file, (handle) => handle.writeFile(bytes));
}

/** The original with its file's name and classes, then the views with what the training's label says. */
async function row(data: Dataset, { index, id, views }: ViewedImage): Promise<SheetPicture[]> {
  const pixels = await decodeSource(data.source(index));
  const name = id.split(/[\\/]/).at(-1) ?? id;
  const classes = isMultiLabel(data) ? data.labels(index) : [data.label(index)];
  return [
    { pixels, caption: [name, classes.map((k) => data.classNames[k]).join(", ")] },
    ...views.map((view) => ({ pixels: view.pixels, caption: captionOf(view.label) })),
  ];
}

/** A class alone, two with their shares, or a list. */
function captionOf(label: readonly ClassShare[]): string[] {
  if (label.some(({ share }) => share < 1)) return label.map(shareText);
  const names = label.map(({ name }) => name);
  return names.length === 0 ? ["(no class)", ""] : [names[0] ?? "", names.slice(1).join(", ")];
}

/** A class with its share in percent, such as "62 % cat". */
export function shareText({ name, share }: ClassShare): string {
  const percent = 100 * share;
  return `${percent.toFixed(percent < 1 || percent > 99 ? 1 : 0)} % ${name}`;
}

/** Side of a picture on the sheet: a whole multiple of small sizes. */
export function sheetSide(size: number): number {
  return size < usualSide ? size * Math.max(1, Math.round(usualSide / size)) : Math.min(size, 2 * usualSide);
}
