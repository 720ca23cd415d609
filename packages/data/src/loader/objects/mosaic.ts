/** Four windows that make one input. */
import type { PixelWindow } from "../../dataset/dataset.ts";
import type { PixelSize } from "../../dataset/objects/box-dataset.ts";
import type { Random } from "../../random.ts";

/**
 * Draws where four images meet, in the middle half of the input, and returns the four windows, row by row.
 * @see Bochkovskiy et al. 2020, https://arxiv.org/abs/2004.10934, §3.3
 */
export function drawMosaic({ width, height }: PixelSize, draws: Random): readonly PixelWindow[] {
  const x = middle(width, draws);
  const y = middle(height, draws);
  return [
    { x: 0, y: 0, width: x, height: y },
    { x, y: 0, width: width - x, height: y },
    { x: 0, y, width: x, height: height - y },
    { x, y, width: width - x, height: height - y },
  ];
}

/** Leaves at least one pixel on either side, of sides of at least two. */
function middle(side: number, draws: Random): number {
  return Math.max(1, Math.min(side - 1, Math.round(side * draws.uniform(0.25, 0.75))));
}
