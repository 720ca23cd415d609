/** The picture of an explanation, as the bytes of a file. */
import type { Pixels } from "@tresnet/data";
import type { HeatMap } from "@tresnet/training";
import sharp from "sharp";
import { drawHeat, type View } from "./draw-heat.ts";

/** Least and most pixels of a picture's longer side. */
export interface PictureSize {
  readonly least: number;
  readonly most: number;
}

/** The formats that a heat picture is written in, by the ending of its file. */
export const heatFormats = { ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp" } as const;

/** The name of such a format. */
export type HeatFormat = (typeof heatFormats)[keyof typeof heatFormats];

const settings = { png: {}, jpeg: { quality: 90, chromaSubsampling: "4:4:4" }, webp: { quality: 80 } } as const;

/**
 * The image with the heat over it, its longer side within `size`; the pixels of a small one are enlarged to squares.
 */
export async function heatPicture(
  image: Pixels,
  heat: HeatMap,
  view: View,
  { size: { least, most }, format }: { readonly size: PictureSize; readonly format: HeatFormat },
): Promise<Uint8Array> {
  const longer = Math.max(image.width, image.height);
  const side = Math.min(most, Math.max(least, longer));
  const { width, height, channels } = image;
  const { data, info } = await sharp(image.data, { raw: { width, height, channels } })
    .resize({ width: side, height: side, fit: "inside", kernel: side > longer ? "nearest" : "lanczos3" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const shown: Pixels = { data, width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3 };
  const drawn = drawHeat(shown, heat, view, image);
  return sharp(drawn.data, { raw: { width: drawn.width, height: drawn.height, channels: 3 } })
    .toFormat(format, settings[format])
    .toBuffer();
}
