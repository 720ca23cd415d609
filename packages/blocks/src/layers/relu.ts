import type { Tensor4D } from "@tensorflow/tfjs-core";
import { relu } from "@tresnet/tensor-ops";
import type { Cost, MapShape } from "../module/cost.ts";
import type { Layer } from "../module/layer.ts";

/** max(x, 0) as a layer without weights: it has a place in lists of layers whose places are names of weights. */
export class Relu implements Layer {
  /** Cuts at 0: float32 [n, h, w, c] → float32 [same]. */
  forward(x: Tensor4D): Tensor4D {
    return relu(x);
  }

  /** Counts nothing, and the shape stays. */
  cost(shape: MapShape): Cost {
    return { multiplyAdds: 0, shape };
  }
}
