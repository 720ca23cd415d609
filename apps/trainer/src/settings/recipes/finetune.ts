/**
 * A sensible default for anybody's folder: published weights, the head first, then everything.
 *
 * Command: tresnet train folder:PATH --recipe finetune
 * Paper: none; the regime is fastai's fine_tune with timm's layer decay
 * Ours: not measured here
 */
import type { Recipe } from "./recipe.ts";

export const finetune = {
  title: "your own images: tresnet_m with published weights, the head first, then all (give folder:PATH)",
  options: {
    model: "tresnet_m.miil_in21k_ft_in1k",
    pretrained: true,
    epochs: 12,
    freezeEpochs: 2,
    batchSize: 32,
    opt: "adamw",
    lr: 0.001,
    weightDecay: 0.02,
    layerDecay: 0.85,
    sched: "onecycle",
    clipGrad: 1,
    smoothing: 0.1,
    scale: [0.35, 1],
    fastDecode: true,
    modelEma: true,
    modelEmaDecay: 0.99,
    patience: 6,
  },
} as const satisfies Recipe;
