/** The sizes of images as they are seen, of their files' first bytes alone. */
import { open } from "node:fs/promises";
import sharp from "sharp";
import type { Dataset } from "../dataset/dataset.ts";
import type { PixelSize } from "../dataset/objects/box-dataset.ts";
import { jpegHeader } from "../decode/jpeg-header.ts";
import { statedSize } from "../decode/stated-size.ts";
import { fileKind } from "../file-kind.ts";

/** An image's size. */
export interface MeasuredSize {
  /** The size as the image is seen, its EXIF turn applied. */
  readonly seen: PixelSize;
  /** The size as the image is stored. */
  readonly stored: PixelSize;
  /** How its EXIF lays it down: 1 as it is stored, to 8. */
  readonly orientation: number;
  /** Whether a quarter turn of its EXIF was applied: as stored it is as wide as it is seen high. */
  readonly isTurned: boolean;
}

/** So many files are read at once. */
const concurrency = 16;
const headBytes = 2 ** 16;

/**
 * Returns the sizes of all images of a dataset, in its order; undefined where a file can't be read or states none: what
 * is wrong with it the decoder says.
 * @throws the signal's reason when aborted.
 */
export async function measureImages(
  dataset: Dataset,
  signal?: AbortSignal,
): Promise<readonly (MeasuredSize | undefined)[]> {
  const sizes = new Array<MeasuredSize | undefined>(dataset.length);
  let next = 0;
  const work = async () => {
    for (let index = next++; index < dataset.length; index = next++) {
      signal?.throwIfAborted();
      const source = dataset.source(index);
      sizes[index] =
        source.kind === "file"
          ? await measureFile(source.path)
          : upright(source.kind === "window" ? source.window : source);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return sizes;
}

function upright({ width, height }: PixelSize): MeasuredSize {
  const size = { width, height };
  return { seen: size, stored: size, orientation: 1, isTurned: false };
}

/** The size of a file's image; undefined where it states none. */
export async function measureFile(file: string): Promise<MeasuredSize | undefined> {
  const head = await readHead(file);
  if (!head) return undefined;
  const jpeg = jpegHeader(head);
  if (jpeg && !jpeg.hasExif) return upright(jpeg);
  const { format } = fileKind(head);
  if (format === "bmp" || format === "gif") {
    const size = statedSize(head);
    return size && upright(size);
  }
  try {
    const { width, height, autoOrient, orientation = 1 } = await sharp(file).metadata();
    return {
      seen: autoOrient,
      stored: { width, height },
      orientation,
      isTurned: width === autoOrient.height && height === autoOrient.width && width !== height,
    };
  } catch {
    return undefined;
  }
}

async function readHead(file: string): Promise<Buffer | undefined> {
  const handle = await open(file, "r").catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
