/**
 * ImageNet-1k by TResNet-M at 224 pixels from scratch, 300 epochs: the paper's own training.
 *
 * Command: tresnet train folder:PATH --recipe imagenet-m (train/ and val/, a folder per class)
 * Paper: 80.8 % top-1 (https://arxiv.org/abs/2003.13630)
 * Ours: not measured here
 *
 * SGD, one cycle, label smoothing, AutoAugment, cutout and true weight decay are the paper's, and that images are
 * scaled to 0 … 1 and not otherwise normalized; learning rate and batch are ours.
 */
import type { Recipe } from "./recipe.ts";

export const imagenetM = {
  title: "ImageNet-1k by tresnet_m at 224, 300 epochs from scratch: 80.8 % (give folder:PATH)",
  options: {
    model: "tresnet_m",
    imgSize: 224,
    epochs: 300,
    batchSize: 128,
    gradAccum: 2,
    opt: "sgd",
    lr: 0.1,
    weightDecay: 0.0001,
    sched: "onecycle",
    smoothing: 0.1,
    aa: "imagenet",
    cutout: 1,
    modelEma: true,
    modelEmaDecay: 0.9998,
    fastDecode: true,
  },
} as const satisfies Recipe;
