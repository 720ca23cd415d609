import { reshape, type Tensor4D } from "@tensorflow/tfjs-core";
import { gatherRows, zeroRow } from "./gather-rows.ts";

/**
 * Copies the pixels where the given rows and columns cross: float32 [n, h, w, c] → float32 [n, rows, columns, c].
 *
 * A row or column of `zeroRow` gives zeros. The function has no gradient.
 */
export function gatherPixels(x: Tensor4D, rows: readonly number[], columns: readonly number[]): Tensor4D {
  const [n, height, width, channels] = x.shape;
  const pixels = new Int32Array(n * rows.length * columns.length);
  let at = 0;
  for (let map = 0; map < n; map++) {
    for (const row of rows) {
      for (const column of columns) {
        pixels[at++] = row === zeroRow || column === zeroRow ? zeroRow : (map * height + row) * width + column;
      }
    }
  }
  return reshape(gatherRows(x, pixels), [n, rows.length, columns.length, channels]);
}
