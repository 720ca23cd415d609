/** Whether two programs read the same images: one number for all of them. */
import { createHash } from "node:crypto";
import type { Dataset } from "@tresnet/data";

/** SHA-256 of the bytes of each part: all its images, uint8 [n, h, w, c], then its labels, uint8 [n]. */
export function digestData(parts: readonly Dataset[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    for (let index = 0; index < part.length; index++) {
      const source = part.source(index);
      if (source.kind !== "pixels")
        throw new TypeError(`digestData: expected pixels in memory, got ${part.id(index)}.`);
      hash.update(source.data);
    }
    hash.update(Uint8Array.from({ length: part.length }, (_, index) => part.label(index)));
  }
  return hash.digest("hex");
}
