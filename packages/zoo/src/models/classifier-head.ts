import type { Tensor2D } from "@tensorflow/tfjs-core";
import { type Context, type MapShape, randomOf } from "@tresnet/blocks";
import { dropout } from "@tresnet/tensor-ops";
import type { Features, Head, MapHead } from "./image-classifier.ts";

/** The head under timm's name for it: `head.fc`. */
export class ClassifierHead {
  readonly fc: Head;

  constructor(fc: Head) {
    this.fc = fc;
  }
}

/**
 * The last layer's logits, float32 [n, classes]: of the averaged features, some of them dropped in training, or of
 * their map.
 */
export function classify(
  head: Head | MapHead,
  features: Pick<Features, "stage4" | "preLogits">,
  dropRate: number,
  context: Context,
): Tensor2D {
  if ("reads" in head) return head.forward(features.stage4, context);
  const { preLogits } = features;
  const drops = context.training && dropRate > 0;
  return head.forward(drops ? dropout(preLogits, dropRate, randomOf(context, "dropout")) : preLogits, context);
}

/** How many features a last layer reads and how many classes it tells apart. */
export function headShape(head: Head | MapHead): readonly [features: number, classes: number] {
  return "reads" in head ? [head.numFeatures, head.numClasses] : head.weight.shape;
}

/** Multiply-adds of a last layer for one image with a map of this size. */
export function headCost(head: Head | MapHead, { height, width }: MapShape): number {
  return "reads" in head ? head.multiplyAdds(height * width) : head.weight.size;
}
