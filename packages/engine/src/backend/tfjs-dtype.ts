import type { DataType } from "@tensorflow/tfjs-core";
import { dtypeNumbers } from "../native/dtypes.ts";

const names = new Map<number, DataType>([
  [dtypeNumbers.float32, "float32"],
  [dtypeNumbers.int32, "int32"],
  // tfjs has no int64, uint8 or resource: TensorFlow keeps the true dtype, tfjs calls them by their nearest kin.
  [dtypeNumbers.int64, "int32"],
  [dtypeNumbers.uint8, "int32"],
  [dtypeNumbers.bool, "bool"],
  [dtypeNumbers.complex64, "complex64"],
  [dtypeNumbers.string, "string"],
  [dtypeNumbers.resource, "string"],
]);

/** Finds the name by which tfjs calls a dtype of TensorFlow; undefined for one that tfjs can't hold. */
export function tfjsDtype(dtype: number): DataType | undefined {
  return names.get(dtype);
}
