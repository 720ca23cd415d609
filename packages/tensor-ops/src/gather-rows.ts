import { reshape, type Tensor, type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { nativeOp } from "./native-op.ts";

/** Stands for a row of zeros. */
export const nowhere = -1;

/**
 * Copies of rows: x [any, c], read as one list of rows of c numbers, and which of them → [rows, c]; `nowhere` makes
 * zeros.
 */
export function rowsAt(x: Tensor, rows: Int32Array): Tensor2D {
  const channels = x.shape.at(-1) ?? 1;
  return nativeOp("GatherNd", [reshape(x, [x.size / channels, channels]), tensor2d(rows, [rows.length, 1])], {
    Tparams: attr.type("float32"),
    Tindices: attr.type("int32"),
    // No index is wrong: those that are not there are zeros, and cost no copy of the maps with zeros around them.
    bad_indices_policy: "IGNORE",
  });
}
