import type { Tensor2D } from "@tensorflow/tfjs-core";
import { type Context, Dense, randomOf } from "@tresnet/blocks";
import { dropout } from "@tresnet/tensor-ops";
import type { Head } from "./image-classifier.ts";

/** The head under timm's name for it: `head.fc`. */
export class ClassifierHead {
  fc: Head;

  constructor(features: number, classes: number) {
    this.fc = new Dense(features, classes);
  }
}

/** Features float32 [n, features] → logits float32 [n, classes], some features dropped in training. */
export function classify(classifier: Head, features: Tensor2D, dropRate: number, context: Context): Tensor2D {
  const drops = context.training && dropRate > 0;
  return classifier.forward(drops ? dropout(features, dropRate, randomOf(context, "dropout")) : features, context);
}
