import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { sigmoidLoss } from "./sigmoid-loss.ts";

/** Settings of `binaryCrossEntropy`. */
export interface BinaryCrossEntropyOptions {
  /** Factor on the loss of positives, 0 or more: a number, or float32 [k], one per class. @default 1 */
  readonly positiveWeight?: number | Tensor1D;
}

/**
 * Binary cross entropy of each logit's sigmoid: −y·log p − (1 − y)·log(1 − p).
 *
 * logits and targets float32 [n, k], targets from 0 to 1 → float32 [n, k]; sum or average it. Targets and weights are
 * constants.
 * @throws ShapeError when a shape differs; RangeError for a weight below 0.
 * @see PyTorch's `binary_cross_entropy_with_logits`
 */
export function binaryCrossEntropy(
  logits: Tensor2D,
  targets: Tensor2D,
  { positiveWeight = 1 }: BinaryCrossEntropyOptions = {},
): Tensor2D {
  const plain = { gammaPositive: 0, gammaNegative: 0, clip: 0, constantFocus: false };
  return sigmoidLoss("binaryCrossEntropy", logits, targets, { ...plain, positiveWeight });
}
