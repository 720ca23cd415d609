/**
 * The short sibling of cifar10-xl, for a CPU: tresnet_s from scratch on small images.
 *
 * Command: tresnet train --recipe cifar10-s
 * Paper: none
 * Ours: 83.7 % top-1, the mean of seeds 0 and 1 (83.9, 83.5), in 22 min of bfloat16 on one core of an AMD EPYC of the
 * Zen 4 kind with other work beside it
 */
import type { Recipe } from "../recipe.ts";

export const cifar10S = {
  title: "CIFAR-10 by tresnet_s at 32, 10 epochs from scratch: 83.7 %",
  options: {
    data: "cifar10",
    valSplit: 0,
    model: "tresnet_s",
    imgSize: 32,
    epochs: 10,
    batchSize: 128,
    opt: "sgd",
    lr: 0.3,
    weightDecay: 0.0005,
    sched: "onecycle",
    smoothing: 0.1,
  },
} as const satisfies Recipe;
