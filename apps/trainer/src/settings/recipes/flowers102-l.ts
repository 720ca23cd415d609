/**
 * Oxford Flowers-102 by TResNet-L at 368 pixels: the paper's transfer.
 *
 * Command: tresnet train --recipe flowers102-l
 * Paper: 99.1 % top-1 (https://arxiv.org/abs/2003.13630)
 * Ours: not measured here
 *
 * The paper names the regularization (AutoAugment, cutout, label smoothing, true weight decay, one cycle) and no
 * learning rate for its transfers: rate, batch and epochs are ours.
 */
import type { Recipe } from "./recipe.ts";

export const flowers102L = {
  title: "Flowers-102 by tresnet_l at 368, the paper's transfer: 99.1 %",
  options: {
    data: "flowers102",
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
