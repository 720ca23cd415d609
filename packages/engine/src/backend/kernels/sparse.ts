/** Adds kernels for sparse tensors: TensorFlow's ops index with int64, tfjs with int32. */
import * as tf from "@tensorflow/tfjs-core";
import { attr } from "../../native/op-attributes.ts";
import { runOp } from "../run-op.ts";
import { first, fromInt64, type Kernel, scoped, toInt64, typeOf } from "./kernel.ts";

const segments =
  (op: "SparseSegmentMean" | "SparseSegmentSum"): (() => Kernel) =>
  () =>
  ({ data, indices, segmentIds }) =>
    first(op, [data, indices, segmentIds], {
      T: typeOf(data),
      Tidx: attr.type("int32"),
      Tsegmentids: attr.type("int32"),
    });

/** The kernels by name. */
export const sparseKernels = {
  SparseSegmentMean: segments("SparseSegmentMean"),
  SparseSegmentSum: segments("SparseSegmentSum"),

  SparseReshape:
    () =>
    ({ inputIndices, inputShape, newShape }) =>
      scoped(() => runOp("SparseReshape", [inputIndices, inputShape, newShape].map(toInt64), {}, 2).map(fromInt64)),

  SparseFillEmptyRows:
    () =>
    ({ indices, values, denseShape, defaultValue }) =>
      scoped(() => {
        const [filled, filledValues, emptyRows, reverse] = runOp(
          "SparseFillEmptyRows",
          [toInt64(indices), values, toInt64(denseShape), defaultValue],
          { T: typeOf(values) },
          4,
        );
        if (filled === undefined || filledValues === undefined || emptyRows === undefined || reverse === undefined) {
          throw new Error("SparseFillEmptyRows: expected four outputs.");
        }
        return [fromInt64(filled), filledValues, emptyRows, fromInt64(reverse)];
      }),

  // tfjs hands over a scalar update or indices of a lower rank as they are; TensorFlow wants the ranks to match.
  ScatterNd:
    (usual) =>
    ({ indices, updates }, attributes, backend) =>
      indices.shape.length < 2
        ? scoped(() => usual({ indices: tf.reshape(indices, [-1, 1]), updates }, attributes, backend) as tf.Tensor)
        : usual({ indices, updates }, attributes, backend),
} satisfies Record<string, (usual: Kernel) => Kernel>;
