/**
 * What follows on cifar10-s-64-second, whose net had learnt its images better than others: from its weights with
 * AutoAugment.
 *
 * Command: tresnet train --recipe cifar10-s-64-third --initial-checkpoint runs/SECOND/best.safetensors
 * Paper: none
 * Ours: 90.2 % top-1 (seed 2, bfloat16), in 1 h 6 min on one core of an AMD EPYC of the Zen 4 kind with other work
 * beside it
 */

import type { Recipe } from "../recipe.ts";
import { cifar10S64 } from "./cifar10-s-64.ts";

export const cifar10S64Third = {
  title: "8 more epochs from the weights of cifar10-s-64-second, with AutoAugment: 90.2 %",
  options: {
    ...cifar10S64.options,
    aa: "cifar10",
    epochs: 8,
    lr: 0.06,
    sched: "cosine",
    warmupEpochs: 0.5,
    seed: 2, // other orders and views than before
  },
} as const satisfies Recipe;
