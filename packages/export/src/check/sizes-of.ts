import type { Placement } from "@tresnet/detection";
import { ExportError } from "../errors.ts";

/**
 * The `sizes` of a batch of n images, [n, 4] row by row: height and width in the input, and those of the original.
 * @throws ExportError when there is not one placement for each image.
 */
export function sizesOf(what: string, placements: readonly Placement[], n: number): Float32Array {
  if (placements.length !== n) {
    throw new ExportError(`${what}: expected a placement of each of ${n} images, got ${placements.length}.`);
  }
  return Float32Array.from(
    placements.flatMap(({ imageSize, originalSize }) => [
      imageSize.height,
      imageSize.width,
      originalSize.height,
      originalSize.width,
    ]),
  );
}
