/** What basic blocks and bottlenecks share: their options, and how they join the residual with the shortcut. */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { addRelu, dropPath } from "@tresnet/tensor-ops";
import { type Cost, chainCost, type MapShape } from "../module/cost.ts";
import { type Layer, runLayers } from "../module/layer.ts";
import { type Context, randomOf } from "../module/module.ts";

/** How a `BasicBlock` or a `Bottleneck` is built. */
export interface BlockOptions {
  /** The step between the pixels that are kept; 2 halves the map. @default 1 */
  readonly stride?: 1 | 2;
  /** Whether a blur pool halves the map, and not the stride of a convolution. @default true */
  readonly antiAliasing?: boolean;
  /** The count of numbers that squeeze-excite reduces the channels to. @default no squeeze-excite */
  readonly squeezed?: number;
  /** Probability that training skips the residual of an image, in [0, 1). @default 0 */
  readonly dropPathRate?: number;
  /** Whether norms that an activation follows are in-place batch norms. @default false */
  readonly inPlace?: boolean;
}

/** The slope of the leaky ReLUs inside of blocks. */
export const blockSlope = 1e-3;

/** Joins the branches of a block, relu(residual + shortcut); training leaves the residual of some images out. */
export function joinResidual(residual: Tensor4D, shortcut: Tensor4D, dropPathRate: number, context: Context): Tensor4D {
  const drops = context.training && dropPathRate > 0;
  const kept = drops ? dropPath(residual, dropPathRate, randomOf(context, "drop path")) : residual;
  return addRelu(kept, shortcut);
}

/** Runs the shortcut of a block: through its layers, or the input itself where it has none. */
export function runShortcut(layers: readonly Layer[] | undefined, x: Tensor4D, context: Context): Tensor4D {
  return layers === undefined ? x : runLayers(layers, x, context);
}

/** The cost of a residual branch and its shortcut together. */
export function residualCost(
  residual: readonly (Layer | undefined)[],
  shortcut: readonly Layer[] | undefined,
  shape: MapShape,
): Cost {
  const { multiplyAdds, shape: output } = chainCost(residual, shape);
  return { multiplyAdds: multiplyAdds + chainCost(shortcut ?? [], shape).multiplyAdds, shape: output };
}
