/** Small pictures of a dataset's images, for reports. */
import sharp from "sharp";
import type { ImageSource } from "../dataset/dataset.ts";
import { decodeSource } from "../decode/decode-source.ts";

/**
 * Returns an image as the bytes of a WebP file, its longer side at most `size` pixels, upright as training sees it.
 * @throws Error of the file system or the decoder.
 */
export async function thumbnail(source: ImageSource, size: number): Promise<Uint8Array> {
  const { data, width, height, channels } = await decodeSource(source);
  return sharp(data, { raw: { width, height, channels } })
    .resize({ width: size, height: size, fit: "inside", withoutEnlargement: true })
    .webp({ quality: 80 })
    .toBuffer();
}
