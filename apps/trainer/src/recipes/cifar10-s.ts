/**
 * The short sibling of cifar10-xl, for a CPU: tresnet_s from scratch on small images, to see that everything works.
 *
 * Command: tresnet train --recipe cifar10-s
 * Paper: none
 * Ours: not measured here
 */
import type { Recipe } from "./recipe.ts";

export const cifar10S = {
  title: "CIFAR-10 by tresnet_s at 32, 10 epochs from scratch",
  options: {
    data: "cifar10",
    model: "tresnet_s",
    imgSize: 32,
    epochs: 10,
    batchSize: 128,
    opt: "sgd",
    lr: 0.1,
    weightDecay: 0.0005,
    sched: "onecycle",
    smoothing: 0.1,
    modelEma: true,
    modelEmaDecay: 0.99,
  },
} as const satisfies Recipe;
