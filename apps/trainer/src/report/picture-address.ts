/** Pictures that are part of a page. */
import { type Dataset, thumbnail } from "@tresnet/data";
import { webpAddress } from "../text/webp-address.ts";

/**
 * A small picture of an image as an address, its longer side at most `size` pixels.
 * @throws Error of the file system or the decoder.
 */
export async function pictureAddress(data: Dataset, index: number, size: number): Promise<string> {
  return webpAddress(await thumbnail(data.source(index), size));
}
