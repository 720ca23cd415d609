export { averageShortcut } from "./average-shortcut.ts";
export { BasicBlock } from "./basic-block.ts";
export { BatchNorm, type BatchNormOptions } from "./batch-norm.ts";
export { Bottleneck } from "./bottleneck.ts";
export { CheckpointError } from "./checkpoint-error.ts";
export { ConvNormAct, type ConvNormActOptions } from "./conv-norm-act.ts";
export { Convolution, type ConvolutionOptions } from "./convolution.ts";
export { convolveAndNormalize } from "./convolve-and-normalize.ts";
export { type Cost, type Costed, chainCost, type MapShape, strided } from "./cost.ts";
export { Dense } from "./dense.ts";
export { type Initializer, type InitialSeed, kaimingFanOut, normal, ones, zeros } from "./initializers.ts";
export { type Layer, runLayers } from "./layer.ts";
export { type Context, inference, type Module, randomOf, trainingContext } from "./module.ts";
export type { BlockOptions } from "./residual.ts";
export { runCheckpointed } from "./run-checkpointed.ts";
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
export { type LazyTensorData, writeSafetensors } from "./safetensors/write-safetensors.ts";
export { SqueezeExcite } from "./squeeze-excite.ts";
export { openTensorFile, type TensorFile } from "./tensor-file.ts";
export { Weight } from "./weight.ts";
export { disposeModule, initializeWeights, namedWeights, parameterCount, partsOf, weightsOf } from "./weights.ts";
