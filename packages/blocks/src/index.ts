export { averageShortcut, HalvingAverage } from "./layers/average-shortcut.ts";
export { BasicBlock } from "./layers/basic-block.ts";
export { BatchNorm, type BatchNormOptions } from "./layers/batch-norm.ts";
export { Bottleneck } from "./layers/bottleneck.ts";
export { ConvNormAct, type ConvNormActOptions } from "./layers/conv-norm-act.ts";
export { Convolution, type ConvolutionOptions } from "./layers/convolution.ts";
export { convolveAndNormalize } from "./layers/convolve-and-normalize.ts";
export { Dense } from "./layers/dense.ts";
export { GroupNorm } from "./layers/group-norm.ts";
export { Relu } from "./layers/relu.ts";
export type { BlockOptions } from "./layers/residual.ts";
export { SqueezeExcite } from "./layers/squeeze-excite.ts";
export { type Cost, type Costed, chainCost, type MapShape, strided } from "./module/cost.ts";
export {
  constant,
  type Initializer,
  type InitialSeed,
  kaimingFanOut,
  kaimingUniform,
  normal,
  ones,
  zeros,
} from "./module/initializers.ts";
export { type Layer, runLayers } from "./module/layer.ts";
export { type Context, inference, type Module, randomOf, trainingContext } from "./module/module.ts";
export { runCheckpointed } from "./module/run-checkpointed.ts";
export { Weight } from "./module/weight.ts";
export {
  disposeModule,
  initializeWeights,
  namedWeights,
  parameterCount,
  partsOf,
  weightsOf,
} from "./module/weights.ts";
