/** What can be described, a row a kind of module: a new one is a file beside this one and a row here. */
import type { Walker } from "./net-writer.ts";
import { walkBasicBlock, walkBottleneck, walkHalvingAverage } from "./walk-blocks.ts";
import { walkConvNormAct } from "./walk-conv-norm-act.ts";
import { walkDense, walkLinearHead } from "./walk-dense.ts";
import { walkConvolution, walkGroupNorm, walkRelu } from "./walk-layers.ts";
import { walkMlDecoder } from "./walk-ml-decoder.ts";
import { walkResNet50, walkResNetBottleneck } from "./walk-resnet50.ts";
import { walkSqueezeExcite } from "./walk-squeeze-excite.ts";
import { walkConvolutionStem, walkTResNet } from "./walk-tresnet.ts";

/** The rows: models, stems and blocks, layers, heads. */
export const walkers: readonly Walker[] = [
  walkTResNet,
  walkResNet50,
  walkConvolutionStem,
  walkBasicBlock,
  walkBottleneck,
  walkResNetBottleneck,
  walkConvNormAct,
  walkHalvingAverage,
  walkSqueezeExcite,
  walkDense,
  walkLinearHead,
  walkMlDecoder,
  walkConvolution,
  walkGroupNorm,
  walkRelu,
];
