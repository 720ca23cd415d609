import type { Tensor4D } from "@tensorflow/tfjs-core";
import { checkImages } from "../check-tensor.ts";
import { averagePool } from "./average-pool.ts";

/**
 * Averages 2×2 blocks of pixels; a block at an odd border averages the pixels that it has.
 *
 * float32 [n, h, w, c] → float32 [n, ⌈h/2⌉, ⌈w/2⌉, c].
 * @throws ShapeError when x is not float32 of rank 4.
 * @see timm models/tresnet.py, the shortcut of a strided stage
 */
export function averagePoolShortcut(x: Tensor4D): Tensor4D {
  checkImages("averagePoolShortcut", x);
  return averagePool(x, 2, 2, "SAME");
}
