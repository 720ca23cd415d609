/** Pictures that are part of a page. */
import { type Dataset, thumbnail } from "@tresnet/data";

/**
 * A small picture of an image as an address, its longer side at most `size` pixels.
 * @throws Error of the file system or the decoder.
 */
export async function pictureAddress(data: Dataset, index: number, size: number): Promise<string> {
  return webpAddress(await thumbnail(data.source(index), size));
}

/** The bytes of a WebP file as an address. */
export function webpAddress(bytes: Uint8Array): string {
  return `data:image/webp;base64,${Buffer.from(bytes).toString("base64")}`;
}
