/** ML-Decoder: a head for many labels, whose queries look for groups of classes in the map of an image. */
import {
  add,
  matMul,
  type Rank,
  reshape,
  slice2d,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tidy,
  transpose,
} from "@tensorflow/tfjs-core";
import { type Context, normal, randomOf, Weight, zeros } from "@tresnet/blocks";
import { ShapeError } from "@tresnet/engine";
import { dropout, relu } from "@tresnet/tensor-ops";
import type { MapHead } from "@tresnet/zoo";
import { DecoderLayer } from "./decoder-layer.ts";
import { Linear } from "./linear.ts";
import type { Dropout } from "./multihead-attention.ts";

/** How an `MlDecoderHead` is built; the defaults are the authors'. */
export interface MlDecoderOptions {
  /**
   * The number of queries, each of which answers for ⌈classes / groups⌉ classes; at most as many as classes.
   * @default 100
   */
  readonly groups?: number;
  /** Channels of queries and memory, a multiple of the attention heads. @default 768 */
  readonly embedding?: number;
  /** The number of attention heads. @default 8 */
  readonly heads?: number;
  /** Width of the hidden dense layer. @default 2048 */
  readonly feedForward?: number;
  /** Probability that training drops a value, 0 to below 1. @default 0.1 */
  readonly dropRate?: number;
  /** Whether the queries are trained too; the authors leave them at their first, random values. @default false */
  readonly learnQueries?: boolean;
}

/**
 * ML-Decoder, a head for many labels: map float32 [n, h, w, features] → logits float32 [n, classes].
 *
 * Keys are the authors' (`decoder.layers.0.multihead_attn.in_proj_weight`, …); checkpoints in PyTorch's layouts load
 * with `loadWeights`. timm's module lacks the `decoder.` before `embed_standart`, `query_embed` and
 * `duplicate_pooling`.
 * @see Ridnik et al. 2021, https://arxiv.org/abs/2111.12933 (Alibaba-MIIL/ML_Decoder
 * src_files/ml_decoder/ml_decoder.py)
 */
export class MlDecoderHead implements MapHead {
  /** Says that the head reads the map of the last stage, not its average. */
  readonly reads = "map";
  /** All weights, under the authors' names. */
  readonly decoder: Decoder;
  /** Channels of the map that it reads. */
  readonly numFeatures: number;
  /** Classes that it tells apart, the number of its logits. */
  readonly numClasses: number;
  readonly #dropRate: number;

  /**
   * @throws RangeError when a size is no whole number of 1 or more, heads do not divide the embedding, or the drop rate
   * is outside of [0, 1).
   */
  constructor(features: number, classes: number, options: MlDecoderOptions = {}) {
    const {
      groups = 100,
      embedding = 768,
      heads = 8,
      feedForward = 2048,
      dropRate = 0.1,
      learnQueries = false,
    } = options;
    checkSizes({ features, classes, groups, embedding, heads, feedForward }, dropRate);
    const sizes = { features, classes, groups: Math.min(groups, classes), embedding, heads, feedForward };
    this.decoder = new Decoder(sizes, learnQueries);
    this.numFeatures = features;
    this.numClasses = classes;
    this.#dropRate = dropRate;
  }

  /**
   * Computes logits, some values dropped in training: map float32 [n, h, w, features] → float32 [n, classes].
   * @throws ShapeError when the map is not [n, h, w, features].
   */
  forward(map: Tensor4D, context: Context): Tensor2D {
    const [n, h, w, features] = map.shape;
    if (map.rank !== 4 || features !== this.numFeatures) {
      throw new ShapeError(
        `MlDecoderHead: expected a map [n, h, w, ${this.numFeatures}], got [${map.shape.join(", ")}]. Give it the last stage's map, not its average, or make the head for its channels.`,
      );
    }
    const drops = context.training && this.#dropRate > 0;
    const drop: Dropout = (x) => dropout(x, this.#dropRate, randomOf(context, "MlDecoderHead"));
    return tidy(() => this.decoder.forward(reshape(map, [n, h * w, features]), drops ? drop : undefined));
  }

  /** Counts the multiply-adds for one image whose map has so many positions. */
  multiplyAdds(positions: number): number {
    return this.decoder.multiplyAdds(positions);
  }
}

interface Sizes {
  readonly features: number;
  readonly classes: number;
  readonly groups: number;
  readonly embedding: number;
  readonly heads: number;
  readonly feedForward: number;
}

/** The decoder with all weights, under the field names of the authors' module. */
class Decoder {
  readonly layers: readonly [DecoderLayer];
  readonly embedStandart: Linear;
  /** The queries, float32 [embedding, groups]; checkpoints have them transposed, like every matrix. */
  readonly queryEmbed: { readonly weight: Weight<Rank.R2> };
  /** The matrix of each group, float32 [groups, embedding, classes of a group]. */
  readonly duplicatePooling: Weight<Rank.R3>;
  /** The number added to each logit, float32 [classes]. */
  readonly duplicatePoolingBias: Weight<Rank.R1>;
  readonly #sizes: Sizes;

  constructor(sizes: Sizes, learnQueries: boolean) {
    const { features, classes, groups, embedding, heads, feedForward } = sizes;
    const perGroup = Math.ceil(classes / groups);
    this.layers = [new DecoderLayer(embedding, { heads, feedForward })];
    this.embedStandart = new Linear(features, embedding);
    this.queryEmbed = { weight: new Weight<Rank.R2>([embedding, groups], normal(1), { trainable: learnQueries }) };
    // Glorot's variance as PyTorch computes it for three axes.
    const deviation = Math.sqrt(2 / (perGroup * (embedding + groups)));
    this.duplicatePooling = new Weight<Rank.R3>([groups, embedding, perGroup], normal(deviation));
    this.duplicatePoolingBias = new Weight<Rank.R1>([classes], zeros);
    this.#sizes = sizes;
  }

  /** Computes logits: positions float32 [n, t, features] → float32 [n, classes]. */
  forward(positions: Tensor3D, drop: Dropout | undefined): Tensor2D {
    const [n, t, features] = positions.shape;
    const { classes, groups, embedding } = this.#sizes;
    const embedded = relu(this.embedStandart.forward(reshape(positions, [n * t, features]))); // [n·t, d]
    const memory: Tensor3D = reshape(embedded, [n, t, embedding]);
    const queries: Tensor3D = reshape(transpose(this.queryEmbed.weight.variable), [1, groups, embedding]);
    const [layer] = this.layers;
    const found = layer.forward(queries, memory, drop); // [n, groups, d]
    // [groups, n, per group]
    const answers = matMul<Tensor3D>(transpose(found, [1, 0, 2]), this.duplicatePooling.variable);
    const logits: Tensor2D = reshape(transpose(answers, [1, 0, 2]), [n, -1]); // [n, groups · per group]
    return add(slice2d(logits, [0, 0], [n, classes]), this.duplicatePoolingBias.variable); // [n, classes]
  }

  multiplyAdds(positions: number): number {
    const { features, groups, embedding: d, feedForward } = this.#sizes;
    const projections = positions * (features * d + 2 * d * d) + groups * (2 * d * d + 2 * d * feedForward);
    return projections + 2 * groups * positions * d + this.duplicatePooling.size;
  }
}

function checkSizes(sizes: Sizes, dropRate: number): void {
  for (const [what, count] of Object.entries(sizes)) {
    if (Number.isInteger(count) && count >= 1) continue;
    throw new RangeError(
      `MlDecoderHead: ${what} must be a whole number of 1 or more, got ${count}. Pass how many there are.`,
    );
  }
  const { embedding, heads } = sizes;
  if (embedding % heads !== 0) {
    throw new RangeError(
      `MlDecoderHead: embedding must be a multiple of heads, got ${embedding} and ${heads}. Use 768 and 8, as the authors do.`,
    );
  }
  if (!(dropRate >= 0 && dropRate < 1)) {
    throw new RangeError(
      `MlDecoderHead: dropRate must be at least 0 and below 1, got ${dropRate}. Use 0 for no dropout.`,
    );
  }
}
