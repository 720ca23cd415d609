/** Pictures that are part of a page. */
import { type Dataset, thumbnail } from "@tresnet/data";

/**
 * A small picture of an image as an address, its longer side at most `size` pixels.
 * @throws Error of the file system or the decoder.
 */
export async function pictureAddress(data: Dataset, index: number, size: number): Promise<string> {
  const picture = await thumbnail(data.source(index), size);
  return `data:image/webp;base64,${Buffer.from(picture).toString("base64")}`;
}
