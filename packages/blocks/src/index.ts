export { CheckpointError } from "./checkpoint-error.ts";
export type { TensorEntry } from "./safetensors/header.ts";
export {
  openSafetensors,
  readSafetensors,
  type Safetensors,
  type SafetensorsFile,
} from "./safetensors/read-safetensors.ts";
export { type SafetensorsDtype, type TensorData, type TensorValues, toFloat32 } from "./safetensors/tensor-data.ts";
export { type LazyTensorData, writeSafetensors } from "./safetensors/write-safetensors.ts";
