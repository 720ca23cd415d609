/**
 * The short sibling of stanford-cars-l, for a CPU: tresnet_s from scratch on small images, to see that everything
 * works.
 *
 * Command: tresnet train stanford-cars:PATH --recipe stanford-cars-s
 * Paper: none
 * Ours: not measured here
 */
import type { Recipe } from "./recipe.ts";

export const stanfordCarsS = {
  title: "Stanford Cars by tresnet_s at 96, 20 epochs from scratch (give stanford-cars:PATH)",
  options: {
    model: "tresnet_s",
    imgSize: 96,
    epochs: 20,
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
