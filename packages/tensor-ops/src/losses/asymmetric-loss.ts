import type { Tensor2D } from "@tensorflow/tfjs-core";
import { sigmoidLoss } from "./sigmoid-loss.ts";

/** Settings of `asymmetricLoss`. */
export interface AsymmetricLossOptions {
  /** Exponent of the focus on mistaken negatives, γ−, 0 or more. @default 4 */
  readonly gammaNegative?: number;
  /** Exponent of the focus on positives that are not seen yet, γ+, 0 or more. @default 0 */
  readonly gammaPositive?: number;
  /** Subtracted from the probability of negatives, 0 to below 1: those below it count as known. @default 0.05 */
  readonly clip?: number;
  /**
   * Whether the gradient takes the focus for a constant (the authors' `disable_torch_grad_focal_loss`).
   * @default true
   */
  readonly constantFocus?: boolean;
}

/**
 * Asymmetric loss: for pictures with a few labels among many, where easy negatives would drown the positives.
 *
 * y·(1 − p)^γ₊·(−log p) + (1 − y)·m^γ₋·(−log(1 − m)), m = max(p − clip, 0), of logits and targets float32 [n, k],
 * targets from 0 to 1 → float32 [n, k]; sum or average it. Targets are constants. Defaults are those of the paper's
 * COCO training.
 * @throws ShapeError when a shape differs; RangeError for a setting out of its range.
 * @see Ridnik et al. 2021, https://arxiv.org/abs/2009.14119 (Alibaba-MIIL/ASL src/loss_functions/losses.py)
 */
export function asymmetricLoss(
  logits: Tensor2D,
  targets: Tensor2D,
  { gammaNegative = 4, gammaPositive = 0, clip = 0.05, constantFocus = true }: AsymmetricLossOptions = {},
): Tensor2D {
  const options = { gammaNegative, gammaPositive, clip, constantFocus };
  return sigmoidLoss("asymmetricLoss", logits, targets, options);
}
