export { CheckpointError } from "./checkpoint-error.ts";
export { openTensorFile } from "./open-tensor-file.ts";
export type { TensorEntry } from "./safetensors/header.ts";
export {
  openSafetensors,
  readSafetensors,
  type Safetensors,
  type SafetensorsFile,
} from "./safetensors/read-safetensors.ts";
export {
  greatestHalf,
  type SafetensorsDtype,
  type TensorData,
  type TensorValues,
  toFloat16,
  toFloat32,
} from "./safetensors/tensor-data.ts";
export type { TensorFile } from "./safetensors/tensor-file.ts";
export { type LazyTensorData, writeSafetensors } from "./safetensors/write-safetensors.ts";
