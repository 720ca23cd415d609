/** The size that an image's first bytes state, without decoding anything. */
import type { ImageSize } from "./formats/image-size.ts";
import { tiffTags } from "./formats/tiff-tags.ts";
import { jpegHeader } from "./jpeg-header.ts";

/** The size of an image in a format that is decoded; undefined where it is not found. */
export function statedSize(bytes: Uint8Array): ImageSize | undefined {
  if (bytes.length < 30) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (view.getUint16(0)) {
    case 0xffd8:
      return jpegHeader(bytes);
    case 0x8950:
      return { width: view.getUint32(16), height: view.getUint32(20) };
    case 0x4749:
      return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    case 0x424d:
      return { width: view.getUint32(18, true), height: Math.abs(view.getInt32(22, true)) };
    case 0x5249:
      return webpSize(bytes, view);
    case 0x4949:
    case 0x4d4d:
      return tiffTags(bytes);
    default:
      return avifSize(bytes);
  }
}

/** The largest of the pictures inside, by their "ispe" properties. */
function avifSize(bytes: Uint8Array): ImageSize | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(2 ** 16, bytes.length));
  let largest: ImageSize | undefined;
  for (let at = head.indexOf("ispe"); at >= 0 && at + 16 <= head.length; at = head.indexOf("ispe", at + 4)) {
    const size = { width: head.readUInt32BE(at + 8), height: head.readUInt32BE(at + 12) };
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

/** @see https://developers.google.com/speed/webp/docs/riff_container */
function webpSize(bytes: Uint8Array, view: DataView): ImageSize | undefined {
  const kind = String.fromCharCode(...bytes.subarray(12, 16));
  if (kind === "VP8 ") return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (kind === "VP8L") {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
  }
  if (kind !== "VP8X") return undefined;
  const three = (at: number) => 1 + (view.getUint32(at, true) & 0xffffff);
  return { width: three(24), height: (view.getUint32(26, true) >>> 8) + 1 };
}
