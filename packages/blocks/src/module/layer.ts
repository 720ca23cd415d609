import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Costed } from "./cost.ts";
import type { Context, Module } from "./module.ts";

/** A module from feature maps to feature maps, [n, h, w, c] → [n, h′, w′, c′], whose cost can be counted. */
export interface Layer extends Module, Costed {
  /** Maps float32 [n, h, w, c] → float32 [n, h′, w′, c′]; tensors made on the way belong to the surrounding `tidy`. */
  forward(x: Tensor4D, context: Context): Tensor4D;
}

/** Runs layers one after the other: float32 [n, h, w, c] → float32 [n, h′, w′, c′]. */
export function runLayers(layers: readonly Layer[], x: Tensor4D, context: Context): Tensor4D {
  return layers.reduce((map, layer) => layer.forward(map, context), x);
}
