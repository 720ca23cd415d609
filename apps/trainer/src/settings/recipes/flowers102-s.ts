/**
 * The short sibling of flowers102-l, for a CPU: tresnet_s from scratch on small images, to see that everything works.
 *
 * Command: tresnet train --recipe flowers102-s
 * Paper: none
 * Ours: not measured here
 */
import type { Recipe } from "./recipe.ts";

export const flowers102S = {
  title: "Flowers-102 by tresnet_s at 96, 30 epochs from scratch",
  options: {
    data: "flowers102",
    model: "tresnet_s",
    imgSize: 96,
    epochs: 30,
    batchSize: 32,
    opt: "adamw",
    lr: 0.001,
    weightDecay: 0.02,
    sched: "onecycle",
    modelEma: true,
    modelEmaDecay: 0.99,
    fastDecode: true,
    scale: [0.3, 1],
  },
} as const satisfies Recipe;
