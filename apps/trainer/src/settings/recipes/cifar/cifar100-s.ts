/**
 * The short sibling of cifar100-xl, for a CPU: tresnet_s from scratch on small images, to see that everything works.
 *
 * Command: tresnet train --recipe cifar100-s
 * Paper: none
 * Ours: not measured here
 */
import type { Recipe } from "../recipe.ts";

export const cifar100S = {
  title: "CIFAR-100 by tresnet_s at 32, 15 epochs from scratch",
  options: {
    data: "cifar100",
    model: "tresnet_s",
    imgSize: 32,
    epochs: 15,
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
