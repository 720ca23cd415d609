/**
 * Defective solar cells, told from functional ones on electroluminescence photographs (ELPV), in minutes on two cores.
 *
 * Command: tresnet train --recipe solar-cells-demo, as tresnet demo does where the CPU has bfloat16, or there is a GPU
 * Paper: none
 * Ours: balanced accuracy on the test photographs 80.3 %, the median of seeds 0, 1 and 2 (82.1, 80.3, 79.9), in 5.5 min
 * of bfloat16 on one core of an AMD EPYC of the Zen 4 kind, 3 min on two; from random values at 64 pixels it was 70.4 %
 * (74.1, 68.8, 70.4)
 */
import type { Recipe } from "./recipe.ts";

export const solarCellsDemo = {
  title: "tresnet_s on ELPV, 2,624 photographs of solar cells, from the zoo's own weights",
  options: {
    data: "solar-cells",
    model: "tresnet_s",
    pretrained: true,
    // Cracks are thin: at 64 pixels most of them are gone.
    imgSize: 96,
    epochs: 8,
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
    padding: 6,
    hflip: 0.5,
    vflip: 0.5,
    tta: "flips",
    cropMode: "squish",
    // Of the photographs themselves. Uncentred, bfloat16's eight bits would be spent on their brightness.
    mean: [0.566, 0.566, 0.566],
    std: [0.181, 0.181, 0.181],
  },
} as const satisfies Recipe;
