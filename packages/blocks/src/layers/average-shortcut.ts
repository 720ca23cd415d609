import type { Tensor4D } from "@tensorflow/tfjs-core";
import { averagePoolShortcut } from "@tresnet/tensor-ops";
import { type Cost, type MapShape, strided } from "../module/cost.ts";
import type { Layer } from "../module/layer.ts";
import { ConvNormAct } from "./conv-norm-act.ts";

/**
 * Makes the shortcut of a block that changes the map: an average pool where the stride is 2, then a 1×1 convolution
 * with batch norm; undefined where nothing changes, and the input itself is the shortcut.
 *
 * The layers map float32 [n, h, w, inChannels] → float32 [n, ⌈h/stride⌉, ⌈w/stride⌉, outChannels]. A layer's place in
 * the array is its number in timm's keys.
 * @see timm models/tresnet.py, `_make_layer`
 */
export function averageShortcut(inChannels: number, outChannels: number, stride: 1 | 2): readonly Layer[] | undefined {
  if (stride === 1 && inChannels === outChannels) return undefined;
  const project = new ConvNormAct(inChannels, outChannels);
  return stride === 1 ? [project] : [new HalvingAverage(), project];
}

/**
 * The average pool that halves the map of a shortcut: float32 [n, h, w, c] → float32 [n, ⌈h/2⌉, ⌈w/2⌉, c]; a block of
 * 2×2 at an odd border averages the pixels that it has.
 */
export class HalvingAverage implements Layer {
  /** Averages: float32 [n, h, w, c] → float32 [n, ⌈h/2⌉, ⌈w/2⌉, c]. */
  forward(x: Tensor4D): Tensor4D {
    return averagePoolShortcut(x);
  }

  /** Counts nothing: averages have no multiply-adds here, and the map is half as large. */
  cost(shape: MapShape): Cost {
    return { multiplyAdds: 0, shape: strided(shape, 2) };
  }
}
