/**
 * A box around every object on anybody's photographs: published weights for the backbone, then everything but its stem.
 *
 * Command: tresnet train folder:PATH --recipe detect
 * Paper: none
 * Ours: not measured here
 */
import type { Recipe } from "../recipe.ts";

export const detect = {
  title: "your own images with boxes: fcos_tresnet_m on published weights (give folder:PATH, coco:PATH, …)",
  options: {
    task: "detect",
    model: "fcos_tresnet_m",
    pretrained: true,
    imgSize: 512,
    epochs: 24,
    batchSize: 8,
    freeze: "1",
    opt: "adamw",
    lr: 0.0005,
    weightDecay: 0.02,
    sched: "onecycle",
    clipGrad: 1,
    scaleJitter: [0.6, 1.6],
    colorJitter: 0.2,
    fastDecode: true,
    modelEma: true,
    modelEmaDecay: 0.99,
    patience: 10,
    evalMetric: "ap",
  },
} as const satisfies Recipe;
