/** Attention of queries to memory, by several heads at once on parts of the channels. */
import {
  add,
  matMul,
  mul,
  type Rank,
  reshape,
  slice1d,
  slice2d,
  softmax,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tile,
  transpose,
} from "@tensorflow/tfjs-core";
import { normal, Weight, zeros } from "@tresnet/blocks";
import { Linear } from "./linear.ts";

/** A function that drops values in training, or passes them on. */
export type Dropout = <R extends Rank>(x: Tensor<R>) => Tensor<R>;

/**
 * Multi-head attention: queries float32 [n or 1, q, channels] and memory [n, t, channels] → float32 [n, q, channels].
 *
 * Field names, and the joint weights of queries, keys and values in this order, are PyTorch's.
 * @see Vaswani et al. 2017, https://arxiv.org/abs/1706.03762 §3.2.2 (torch.nn.MultiheadAttention)
 */
export class MultiheadAttention {
  /** The joint matrix for queries, keys and values, float32 [channels, 3·channels]. */
  readonly inProjWeight: Weight<Rank.R2>;
  /** The numbers added to queries, keys and values, float32 [3·channels]. */
  readonly inProjBias: Weight<Rank.R1>;
  readonly outProj: Linear;
  readonly #heads: number;

  constructor(channels: number, heads: number) {
    // Glorot's variance for the joint matrix, as in PyTorch.
    this.inProjWeight = new Weight<Rank.R2>([channels, 3 * channels], normal(Math.sqrt(2 / (4 * channels))));
    this.inProjBias = new Weight<Rank.R1>([3 * channels], zeros);
    this.outProj = new Linear(channels, channels);
    this.#heads = heads;
  }

  /** The number of attention heads, which share the channels evenly. */
  get heads(): number {
    return this.#heads;
  }

  forward(queries: Tensor3D, memory: Tensor3D, drop: Dropout): Tensor3D {
    const [n, , channels] = memory.shape;
    const [, q] = queries.shape;
    const own = this.#split(this.#project(queries, 0)); // [n or 1, heads, q, c/heads]
    const asked = own.shape[0] === n ? own : tile(own, [n, 1, 1, 1]); // [n, heads, q, c/heads]
    const keys = this.#split(this.#project(memory, 1)); // [n, heads, t, c/heads]
    const values = this.#split(this.#project(memory, 2)); // [n, heads, t, c/heads]
    const scaled = mul<Tensor4D>(asked, Math.sqrt(this.#heads / channels));
    const attention = drop(softmax(matMul<Tensor4D>(scaled, keys, false, true))); // [n, heads, q, t]
    const seen = transpose(matMul<Tensor4D>(attention, values), [0, 2, 1, 3]); // [n, q, heads, c/heads]
    return reshape(this.outProj.forward(reshape(seen, [n * q, channels])), [n, q, channels]);
  }

  /** Projects by the part of the joint matrix for queries (0), keys (1) or values (2): [n, t, c] → [n, t, c]. */
  #project(x: Tensor3D, part: 0 | 1 | 2): Tensor3D {
    const [n, t, channels] = x.shape;
    const weight = slice2d(this.inProjWeight.variable, [0, part * channels], [channels, channels]);
    const bias = slice1d(this.inProjBias.variable, part * channels, channels);
    const rows: Tensor2D = reshape(x, [n * t, channels]);
    return reshape(add(matMul<Tensor2D>(rows, weight), bias), [n, t, channels]);
  }

  /** Divides the channels among the heads: [n, t, c] → [n, heads, t, c/heads]. */
  #split(x: Tensor3D): Tensor4D {
    const [n, t, channels] = x.shape;
    return transpose(reshape(x, [n, t, this.#heads, channels / this.#heads]), [0, 2, 1, 3]);
  }
}
