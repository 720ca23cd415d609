/**
 * CIFAR-100 by TResNet-XL at 224 pixels: the paper's transfer.
 *
 * Command: tresnet train --recipe cifar100-xl
 * Paper: 91.5 % top-1 (https://arxiv.org/abs/2003.13630)
 * Ours: not measured here
 *
 * The paper names the regularization (AutoAugment, cutout, label smoothing, true weight decay, one cycle) and no
 * learning rate for its transfers: rate, batch and epochs are ours.
 */
import type { Recipe } from "../recipe.ts";

export const cifar100Xl = {
  title: "CIFAR-100 by tresnet_xl at 224, the paper's transfer: 91.5 %",
  options: {
    data: "cifar100",
    model: "tresnet_xl.miil_in1k",
    pretrained: true,
    imgSize: 224,
    epochs: 40,
    batchSize: 64,
    opt: "sgd",
    lr: 0.01,
    weightDecay: 0.0001,
    sched: "onecycle",
    smoothing: 0.1,
    aa: "cifar10",
    cutout: 1,
    modelEma: true,
    trainCropMode: "rrc",
    scale: [0.5, 1],
    cropMode: "squish",
  },
} as const satisfies Recipe;
