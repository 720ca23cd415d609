/** The settings of a detector that learns drawn scenes of 128 pixels in a minute or two on two cores. */
import type { TrainInput } from "../src/index.ts";

/** For `train`: four classes, 256 scenes to learn from, 64 to be tested on, none of which is like another. */
export const scenesToLearn = {
  data: "synthetic",
  task: "detect",
  model: "tresnet_s",
  pretrained: true,
  imgSize: 128,
  batchSize: 8,
  epochs: 10,
  opt: "adamw",
  lr: 0.002,
  trainNorms: true,
  clipGrad: 1,
  modelEma: true,
  modelEmaDecay: 0.98,
  scaleJitter: [0.8, 1.4],
  precision: "float32",
} as const satisfies TrainInput;
