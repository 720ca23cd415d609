import { reshape, type Tensor4D } from "@tensorflow/tfjs-core";
import { nowhere, rowsAt } from "./gather-rows.ts";

/**
 * Copies of the pixels where these rows and columns cross: x [n, h, w, c] → [n, rows, columns, c]; `nowhere` makes
 * zeros.
 */
export function pixelsAt(x: Tensor4D, rows: readonly number[], columns: readonly number[]): Tensor4D {
  const [n, height, width, channels] = x.shape;
  const pixels = new Int32Array(n * rows.length * columns.length);
  let at = 0;
  for (let map = 0; map < n; map++) {
    for (const row of rows) {
      for (const column of columns) {
        pixels[at++] = row === nowhere || column === nowhere ? nowhere : (map * height + row) * width + column;
      }
    }
  }
  return reshape(rowsAt(x, pixels), [n, rows.length, columns.length, channels]);
}
