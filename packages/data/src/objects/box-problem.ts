/** What may be wrong with one box. */
import type { PixelSize } from "../dataset/objects/box-dataset.ts";

/** A box that can't be learnt from as it is, by what is wrong. */
export type BoxProblem = "not a number" | "degenerate" | "outside of its image" | "partly outside of its image";

/** Boxes reach so many pixels beyond their image where programs round; such are cut without a word. */
const roundingPixels = 1;

/** What is wrong with box `object`; undefined where it is sound, or reaches beyond its image by a rounding. */
export function boxProblem(boxes: Float64Array, object: number, size: PixelSize | undefined): BoxProblem | undefined {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(4 * object, 4 * object + 4);
  if (![x1, y1, x2, y2].every(Number.isFinite)) return "not a number";
  if (!(x2 > x1 && y2 > y1)) return "degenerate";
  if (!size) return undefined;
  if (x1 >= size.width || y1 >= size.height || x2 <= 0 || y2 <= 0) return "outside of its image";
  const beyond = Math.max(-x1, -y1, x2 - size.width, y2 - size.height);
  return beyond > roundingPixels ? "partly outside of its image" : undefined;
}

/** Whether a box reaches beyond its image at all. */
export function reachesBeyond(boxes: Float64Array, object: number, { width, height }: PixelSize): boolean {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(4 * object, 4 * object + 4);
  return x1 < 0 || y1 < 0 || x2 > width || y2 > height;
}
