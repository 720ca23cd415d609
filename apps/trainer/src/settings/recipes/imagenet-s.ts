/**
 * The short sibling of imagenet-m, for a CPU: tresnet_s from scratch on small images, to see that everything works.
 *
 * Command: tresnet train folder:PATH --recipe imagenet-s
 * Paper: none
 * Ours: not measured here
 */
import type { Recipe } from "./recipe.ts";

export const imagenetS = {
  title: "a folder of many classes by tresnet_s at 64, 5 epochs from scratch (give folder:PATH)",
  options: {
    model: "tresnet_s",
    imgSize: 64,
    epochs: 5,
    batchSize: 128,
    opt: "sgd",
    lr: 0.1,
    weightDecay: 0.0001,
    sched: "onecycle",
    smoothing: 0.1,
    modelEma: true,
    fastDecode: true,
  },
} as const satisfies Recipe;
