/**
 * MS-COCO 2014 with any number of labels per image, by TResNet-L at 448 pixels and the asymmetric loss.
 *
 * Command: tresnet train coco:PATH --recipe coco-l
 * Paper: 86.4 mAP (https://arxiv.org/abs/2003.13630), 86.6 with the asymmetric loss (https://arxiv.org/abs/2009.14119),
 * both on the
 *   parts of 2014; those of 2017 are other images
 * Ours: not measured here
 *
 * The asymmetric loss's authors publish Adam with one cycle, 1e-4 of learning rate and of weight decay, averaged
 * weights, RandAugment, cutout in every image, images squished to the size, batches of 128 (here four of 32) and 40
 * epochs. Two things differ: their decay is in the gradient that Adam scales, AdamW's is apart from it and at this rate
 * next to nothing; and their cycle is one of 80 epochs that they leave halfway, this one ends.
 */
import type { Recipe } from "./recipe.ts";

export const cocoL = {
  title: "COCO 2014, any number of labels, by tresnet_l at 448 and ASL: 86.6 mAP (give coco:PATH)",
  options: {
    model: "tresnet_l.miil_in1k_448",
    pretrained: true,
    imgSize: 448,
    epochs: 40,
    batchSize: 32,
    gradAccum: 4,
    opt: "adamw",
    lr: 0.0001,
    weightDecay: 0.0001,
    sched: "onecycle",
    loss: "asl",
    gammaNeg: 4,
    gammaPos: 0,
    aslClip: 0.05,
    trainCropMode: "pad",
    padding: 0,
    cropMode: "squish",
    aa: "rand-m9-n2",
    cutout: 1,
    modelEma: true,
    modelEmaDecay: 0.9997,
  },
} as const satisfies Recipe;
