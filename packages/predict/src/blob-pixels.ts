/** A browser's file to pixels, as Node decodes it: no colour profile, turned as EXIF says, without alpha. */

import type { ImagePixels } from "./image-pixels.ts";
import { PredictError } from "./predict-error.ts";

// What is used of the browser: TypeScript's whole library of it would hide what Node lacks.
interface Bitmap {
  readonly width: number;
  readonly height: number;
  close(): void;
}
interface CanvasContext {
  globalCompositeOperation: string;
  drawImage(image: Bitmap, x: number, y: number): void;
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
}
declare function createImageBitmap(
  image: Blob,
  options: { readonly colorSpaceConversion: "none"; readonly premultiplyAlpha: "none" },
): Promise<Bitmap>;
declare class OffscreenCanvas {
  constructor(width: number, height: number);
  getContext(kind: "2d", options: { readonly willReadFrequently: true }): CanvasContext | null;
}

/**
 * Decodes a JPEG, PNG, WebP or whatever else the browser knows: uint8 [h, w, 3]. Where an image is
 * transparent, browsers keep less of its colour than Node.
 * @throws PredictError when it is no image that the browser decodes.
 */
export async function blobPixels(file: Blob): Promise<ImagePixels> {
  const options = { colorSpaceConversion: "none", premultiplyAlpha: "none" } as const;
  const bitmap = await createImageBitmap(file, options).catch((cause: unknown) => {
    throw new PredictError(
      `classify: expected an image that this browser can decode, got a file of ${file.size} bytes and type "${file.type}". Choose a JPEG, PNG or WebP.`,
      { cause },
    );
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new PredictError("classify: expected a canvas, got none. Close other tabs.");
  context.globalCompositeOperation = "copy";
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    pixels[to] = data[from] ?? 0;
    pixels[to + 1] = data[from + 1] ?? 0;
    pixels[to + 2] = data[from + 2] ?? 0;
  }
  return { data: pixels, width, height, channels: 3 };
}
