/** Adds kernels for ragged tensors: rows of different lengths, as values and row splits. */
import type * as tf from "@tensorflow/tfjs-core";
import { attr } from "../../native/op-attributes.ts";
import { runOp } from "../run-op.ts";
import { first, type Kernel, typeOf } from "./kernel.ts";

/** The kernels by name. */
export const raggedKernels = {
  RaggedRange:
    () =>
    ({ starts, limits, deltas }) =>
      runOp("RaggedRange", [starts, limits, deltas], { T: typeOf(starts), Tsplits: attr.type("int32") }, 2),

  RaggedGather:
    () =>
    ({ paramsNestedSplits, paramsDenseValues, indices }, { outputRaggedRank }) =>
      runOp(
        "RaggedGather",
        [...(paramsNestedSplits as tf.Tensor[]), paramsDenseValues, indices],
        {
          Tvalues: typeOf(paramsDenseValues),
          Tindices: attr.type("int32"),
          Tsplits: attr.type("int32"),
          PARAMS_RAGGED_RANK: attr.int(paramsNestedSplits.length),
          OUTPUT_RAGGED_RANK: attr.int(outputRaggedRank),
        },
        outputRaggedRank + 1,
      ),

  RaggedTensorToTensor:
    () =>
    ({ shape, values, defaultValue, rowPartitionTensors }, { rowPartitionTypes }) =>
      first("RaggedTensorToTensor", [shape, values, defaultValue, ...(rowPartitionTensors as tf.Tensor[])], {
        T: typeOf(values),
        Tindex: attr.type("int32"),
        Tshape: attr.type("int32"),
        num_row_partition_tensors: attr.int(rowPartitionTensors.length),
        row_partition_types: attr.strings(rowPartitionTypes),
      }),
} satisfies Record<string, (usual: Kernel) => Kernel>;
