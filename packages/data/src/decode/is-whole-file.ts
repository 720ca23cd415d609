/** Whether a file seems to be an image that is all there, by its two ends: much quicker than to decode it. */
import { fileKind } from "../file-kind.ts";

/**
 * Tells whether bytes begin as an image that can be decoded and end as one: not so what is something else, empty or cut
 * off. Damage in between is not seen.
 */
export function isWholeFile(bytes: Uint8Array): boolean {
  const end = (length: number) => Buffer.from(bytes.subarray(-length)).toString("latin1");
  switch (fileKind(bytes).format) {
    case "jpeg":
      return end(2) === "\xff\xd9";
    case "png":
      return end(12).slice(4, 8) === "IEND";
    case "gif":
      return end(1) === ";";
    case "webp": {
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
      return bytes.length >= length + 8;
    }
    default:
      return false; // has no mark at its end
  }
}
