export { CheckpointError } from "./checkpoint-error.ts";
export { type OpenTensorFileOptions, openTensorFile } from "./open-tensor-file.ts";
export { quoted, sizesText, someOf, visible } from "./quote.ts";
export { newCounts, type ReadCounts } from "./read-counts.ts";
export { elementCount, isFloatDtype, isIntegerDtype, type SafetensorsDtype } from "./safetensors/dtypes.ts";
export { beyondFloat16, greatestHalf, toFloat16 } from "./safetensors/float16.ts";
export type { TensorEntry } from "./safetensors/header.ts";
export {
  openSafetensors,
  type ReadOptions,
  readSafetensors,
  type Safetensors,
  type SafetensorsFile,
} from "./safetensors/read-safetensors.ts";
export { type TensorData, type TensorValues, toFloat32 } from "./safetensors/tensor-data.ts";
export type { TensorFile, TensorInfo } from "./safetensors/tensor-file.ts";
export {
  type LazyTensorData,
  type WriteSafetensorsOptions,
  writeSafetensors,
} from "./safetensors/write-safetensors.ts";
export { describeUnwrapped, type Unwrapped } from "./unwrapped.ts";
