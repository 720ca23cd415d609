/**
 * The short sibling of coco-l, for a CPU: tresnet_s from scratch on small images, to see that everything works.
 *
 * Command: tresnet train coco:PATH --recipe coco-s
 * Paper: none
 * Ours: not measured here
 */
import type { Recipe } from "./recipe.ts";

export const cocoS = {
  title: "COCO, any number of labels, by tresnet_s at 96, 2 epochs from scratch (give coco:PATH)",
  options: {
    model: "tresnet_s",
    imgSize: 96,
    epochs: 2,
    batchSize: 64,
    loss: "asl",
    opt: "adamw",
    lr: 0.001,
    weightDecay: 0.02,
    sched: "onecycle",
    modelEma: true,
    modelEmaDecay: 0.99,
    trainCropMode: "pad",
    padding: 4,
    cropMode: "squish",
    fastDecode: true,
  },
} as const satisfies Recipe;
