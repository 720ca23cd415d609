/** Defective solar cells, told from functional ones on electroluminescence photographs (ELPV), in minutes on two cores. */
import type { Recipe } from "./recipe.ts";

export const solarCellsDemo = {
  title: "tresnet_s on ELPV, 2,624 photographs of solar cells",
  options: {
    data: "solar-cells",
    model: "tresnet_s",
    imgSize: 64,
    epochs: 15,
    batchSize: 16,
    opt: "adamw",
    lr: 0.0004,
    weightDecay: 0.02,
    sched: "onecycle",
    smoothing: 0.05,
    classWeights: "balanced",
    evalMetric: "balanced-accuracy",
    modelEma: true,
    modelEmaDecay: 0.99,
    // A cell is as functional upside down. It is not turned: the bars of all photographs lie the same way.
    trainCropMode: "pad",
    padding: 4,
    hflip: 0.5,
    vflip: 0.5,
    cropMode: "squish",
    // Of the photographs themselves. Uncentred, bfloat16's eight bits would be spent on their brightness.
    mean: [0.566, 0.566, 0.566],
    std: [0.181, 0.181, 0.181],
  },
} as const satisfies Recipe;
