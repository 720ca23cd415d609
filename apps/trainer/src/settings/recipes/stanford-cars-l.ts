/**
 * Stanford Cars by TResNet-L at 368 pixels: the paper's transfer.
 *
 * Command: tresnet train stanford-cars:PATH --recipe stanford-cars-l
 * Paper: 96.0 % top-1 (https://arxiv.org/abs/2003.13630)
 * Ours: not measured here
 *
 * The paper names the regularization (AutoAugment, cutout, label smoothing, true weight decay, one cycle) and no
 * learning rate for its transfers: rate, batch and epochs are ours.
 */
import type { Recipe } from "./recipe.ts";

export const stanfordCarsL = {
  title: "Stanford Cars by tresnet_l at 368, the paper's transfer: 96.0 % (give stanford-cars:PATH)",
  options: {
    model: "tresnet_l.miil_in1k_448",
    pretrained: true,
    imgSize: 368,
    epochs: 80,
    batchSize: 32,
    opt: "sgd",
    lr: 0.01,
    weightDecay: 0.0001,
    sched: "onecycle",
    smoothing: 0.1,
    aa: "imagenet",
    cutout: 1,
    modelEma: true,
    scale: [0.3, 1],
  },
} as const satisfies Recipe;
