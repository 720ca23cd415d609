/**
 * MS-COCO 2017 by FCOS on TResNet-M: 12 epochs, as detectors are compared.
 *
 * Command: tresnet train coco:PATH --recipe coco-detect-m
 * Paper: none
 * Ours: not measured here
 *
 * The rate is FCOS's own, 0.01 for 16 images, with a decay of 1e-4, 500 steps of warm-up, and drops to a tenth after
 * epochs 8 and 11; `--sched cosine` takes a cosine instead.
 */
import type { Recipe } from "../recipe.ts";

/** An epoch of COCO's 118,287 images in steps of 16. */
const stepsPerEpoch = 7392;

export const cocoDetectM = {
  title: "COCO 2017, boxes, by fcos_tresnet_m at 512 in 12 epochs (give coco:PATH)",
  options: {
    task: "detect",
    model: "fcos_tresnet_m",
    pretrained: true,
    imgSize: 512,
    epochs: 12,
    batchSize: 16,
    freeze: "1",
    opt: "sgd",
    lr: 0.01,
    momentum: 0.9,
    weightDecay: 0.0001,
    sched: "drops",
    warmupEpochs: 500 / stepsPerEpoch,
    clipGrad: 10,
    scaleJitter: [1, 1],
    badBoxes: "drop",
    fastDecode: true,
    evalMetric: "ap",
  },
} as const satisfies Recipe;
