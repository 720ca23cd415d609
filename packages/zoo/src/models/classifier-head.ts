import type { Tensor2D } from "@tensorflow/tfjs-core";
import { type Context, type MapShape, randomOf } from "@tresnet/blocks";
import { dropout } from "@tresnet/tensor-ops";
import type { Features, Head, MapHead } from "./image-classifier.ts";

/** The head under timm's name for it: `head.fc`. */
export class ClassifierHead {
  /** The last layer. */
  readonly fc: Head;

  constructor(fc: Head) {
    this.fc = fc;
  }
}

/**
 * Runs the last layer, on the averaged features, of which training drops some, or on their map: → logits float32
 * [n, classes].
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

/** The number of features that a last layer reads, and of the classes that it tells apart. */
export function headShape(head: Head | MapHead): readonly [features: number, classes: number] {
  return "reads" in head ? [head.numFeatures, head.numClasses] : head.weight.shape;
}

/** The multiply-adds of a last layer for one image with a map of this size. */
export function headCost(head: Head | MapHead, { height, width }: MapShape): number {
  return "reads" in head ? head.multiplyAdds(height * width) : head.weight.size;
}
