import type { Tensor2D } from "@tensorflow/tfjs-core";
import { sigmoidLoss } from "./sigmoid-loss.ts";

/** Settings of `focalLoss`. */
export interface FocalLossOptions {
  /** Exponent of the focus on what is not answered well yet, 0 or more. @default 2 */
  readonly gamma?: number;
  /** Weight of positives, 0 to 1; negatives have 1 − alpha. "none" weighs both with 1. @default 0.25 */
  readonly alpha?: number | "none";
}

/**
 * Focal loss of each logit's sigmoid: binary cross entropy times (1 − p)^γ for positives and p^γ for negatives.
 *
 * logits and targets float32 [n, k], targets from 0 to 1 → float32 [n, k]; sum or average it. Targets are constants.
 * @throws ShapeError when a shape differs; RangeError for a setting out of its range.
 * @see Lin et al. 2017, https://arxiv.org/abs/1708.02002 (torchvision's `sigmoid_focal_loss`)
 */
export function focalLoss(
  logits: Tensor2D,
  targets: Tensor2D,
  { gamma = 2, alpha = 0.25 }: FocalLossOptions = {},
): Tensor2D {
  if (alpha !== "none" && !(alpha >= 0 && alpha <= 1)) {
    throw new RangeError(`focalLoss: alpha must be from 0 to 1, got ${alpha}. Use "none" to weigh nothing.`);
  }
  if (!(gamma >= 0)) throw new RangeError(`focalLoss: gamma must be 0 or more, got ${gamma}. Use 2, say.`);
  const focus = { gammaPositive: gamma, gammaNegative: gamma, clip: 0, constantFocus: false };
  const weights = alpha === "none" ? {} : { positiveWeight: alpha, negativeWeight: 1 - alpha };
  return sigmoidLoss("focalLoss", logits, targets, { ...focus, ...weights });
}
