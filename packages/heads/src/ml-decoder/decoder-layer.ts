/** ML-Decoder's transformer layer: a decoder's, without attention among the queries. */
import { add, reshape, type Tensor2D, type Tensor3D, tile } from "@tensorflow/tfjs-core";
import { relu } from "@tresnet/tensor-ops";
import { LayerNorm } from "./layer-norm.ts";
import { Linear } from "./linear.ts";
import { type Dropout, MultiheadAttention } from "./multihead-attention.ts";

/**
 * Queries attend to an image, then each passes two dense layers: queries float32 [1, q, channels] and memory [n, t,
 * channels] → float32 [n, q, channels].
 *
 * Field names are the authors'.
 * @see Ridnik et al. 2021, https://arxiv.org/abs/2111.12933 §2.2 (Alibaba-MIIL/ML_Decoder,
 * `TransformerDecoderLayerOptimal`)
 */
export class DecoderLayer {
  readonly norm1: LayerNorm;
  readonly multiheadAttn: MultiheadAttention;
  readonly linear1: Linear;
  readonly linear2: Linear;
  readonly norm2: LayerNorm;
  readonly norm3: LayerNorm;

  constructor(channels: number, { heads, feedForward }: { readonly heads: number; readonly feedForward: number }) {
    this.norm1 = new LayerNorm(channels);
    this.multiheadAttn = new MultiheadAttention(channels, heads);
    this.linear1 = new Linear(channels, feedForward);
    this.linear2 = new Linear(feedForward, channels);
    this.norm2 = new LayerNorm(channels);
    this.norm3 = new LayerNorm(channels);
  }

  /**
   * Runs the layer: queries float32 [1, q, channels], memory float32 [n, t, channels] → float32 [n, q, channels]. Where
   * nothing is dropped (`drop` undefined), the queries are the same for all images until they have seen them.
   */
  forward(queries: Tensor3D, memory: Tensor3D, drop: Dropout | undefined): Tensor3D {
    const [n] = memory.shape;
    const [, q, channels] = queries.shape;
    const maybeDrop: Dropout = drop ?? ((x) => x);
    const given = drop === undefined ? queries : tile(queries, [n, 1, 1]); // [n or 1, q, c]
    // The authors keep a transformer's residual connection here, though there is no self-attention to add.
    let x = this.norm1.forward(add<Tensor3D>(given, maybeDrop(given)));
    x = this.norm2.forward(add<Tensor3D>(x, maybeDrop(this.multiheadAttn.forward(x, memory, maybeDrop)))); // [n, q, c]
    const rows: Tensor2D = reshape(x, [n * q, channels]);
    const y = this.linear2.forward(maybeDrop(relu(this.linear1.forward(rows)))); // [n·q, c]
    return this.norm3.forward(add<Tensor3D>(x, maybeDrop(reshape(y, [n, q, channels]))));
  }
}
