import type { Rank, Tensor4D } from "@tensorflow/tfjs-core";
import { groupNorm } from "@tresnet/tensor-ops";
import type { Cost, MapShape } from "../module/cost.ts";
import { ones, zeros } from "../module/initializers.ts";
import type { Layer } from "../module/layer.ts";
import { Weight } from "../module/weight.ts";

/**
 * Group normalization: each group of consecutive channels of each image by its own mean and variance, in training and
 * inference alike.
 *
 * float32 [n, h, w, channels] → float32 [same].
 * @see Wu and He 2018, https://arxiv.org/abs/1803.08494 (PyTorch's `GroupNorm`)
 */
export class GroupNorm implements Layer {
  /** The scale γ, float32 [channels]. */
  readonly weight: Weight<Rank.R1>;
  /** The offset β, float32 [channels]. */
  readonly bias: Weight<Rank.R1>;
  readonly #groups: number;

  /** @throws RangeError when the groups do not divide the channels. */
  constructor(channels: number, groups: number) {
    if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
      throw new RangeError(`GroupNorm: groups must divide the ${channels} channels, got ${groups}. Use 1, say.`);
    }
    this.weight = new Weight<Rank.R1>([channels], ones);
    this.bias = new Weight<Rank.R1>([channels], zeros);
    this.#groups = groups;
  }

  /** The number of groups of consecutive channels. */
  get groups(): number {
    return this.#groups;
  }

  /** The number added to the variance before its root is taken: PyTorch's default. */
  get epsilon(): number {
    return 1e-5;
  }

  /** Normalizes, float32 [n, h, w, channels] → float32 [same]. @throws ShapeError when x has other channels. */
  forward(x: Tensor4D): Tensor4D {
    const { groups, epsilon } = this;
    return groupNorm(x, this.weight.variable, this.bias.variable, { groups, epsilon });
  }

  /** Counts nothing: norms have no multiply-adds here, and the shape stays. */
  cost(shape: MapShape): Cost {
    return { multiplyAdds: 0, shape };
  }
}
