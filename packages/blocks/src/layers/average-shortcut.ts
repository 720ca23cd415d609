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

class HalvingAverage implements Layer {
  forward(x: Tensor4D): Tensor4D {
    return averagePoolShortcut(x);
  }

  cost(shape: MapShape): Cost {
    return { multiplyAdds: 0, shape: strided(shape, 2) };
  }
}
