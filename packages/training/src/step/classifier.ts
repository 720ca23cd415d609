import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Context, Module } from "@tresnet/blocks";

/** A module that maps images float32 [n, h, w, c] to logits float32 [n, classes]. */
export interface Classifier extends Module {
  /** Classifies images: float32 [n, h, w, c] → logits float32 [n, classes]. */
  forward(x: Tensor4D, context: Context): Tensor2D;
}
