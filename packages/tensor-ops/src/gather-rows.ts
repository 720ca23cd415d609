import { reshape, type Tensor, type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { nativeOp } from "./native-op.ts";

/** The index of a row that is all zeros, in place of a row of the tensor. */
export const zeroRow = -1;

/**
 * Copies rows by their indices: float32 [..., c], taken as a list of rows of c numbers → float32 [rows, c].
 *
 * An index of `zeroRow` gives a row of zeros. The function has no gradient.
 */
export function gatherRows(x: Tensor, rows: Int32Array): Tensor2D {
  const channels = x.shape.at(-1) ?? 1;
  return nativeOp("GatherNd", [reshape(x, [x.size / channels, channels]), tensor2d(rows, [rows.length, 1])], {
    Tparams: attr.type("float32"),
    Tindices: attr.type("int32"),
    // No index is an error: those outside give zeros, and cost no copy of the maps with zeros around them.
    bad_indices_policy: "IGNORE",
  });
}
