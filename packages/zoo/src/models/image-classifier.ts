/** What every model of the zoo is, whatever its architecture. */
import type { Rank, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Context, Cost, Module, Weight } from "@tresnet/blocks";

/** How images are made ready for a model, before anything is trained. */
export interface Preprocessing {
  /** Height and width that the model was designed for, pixels. */
  readonly inputSize: number;
  /** Subtracted from each channel, whose values run from 0 to 1. */
  readonly mean: readonly [number, number, number];
  /** Each channel is then divided by it. */
  readonly std: readonly [number, number, number];
  /** The part of the shorter side that an evaluation crop keeps. */
  readonly cropPct: number;
}

/** Named intermediate results of a forward pass, for feature extraction. */
export interface Features {
  /** What the first stage gets. */
  readonly stem: Tensor4D;
  readonly stage1: Tensor4D;
  readonly stage2: Tensor4D;
  readonly stage3: Tensor4D;
  readonly stage4: Tensor4D;
  /** `[n, features]`: what the classifier gets. */
  readonly preLogits: Tensor2D;
}

/** The last layer of a classifier, with timm's names for its weights: `Dense`, or a head of @tresnet/heads. */
export interface Head {
  /** [features, classes] */
  readonly weight: Weight<Rank.R2>;
  /** [classes] */
  readonly bias: Weight<Rank.R1>;
  /** Features float32 [n, features] → logits float32 [n, classes]. */
  forward(features: Tensor2D, context: Context): Tensor2D;
}

/** A last layer that reads the map of the last stage instead of its average: `MlDecoderHead` of @tresnet/heads. */
export interface MapHead {
  readonly reads: "map";
  /** Channels of the map. */
  readonly numFeatures: number;
  readonly numClasses: number;
  /** Map float32 [n, h, w, features] → logits float32 [n, classes]. */
  forward(map: Tensor4D, context: Context): Tensor2D;
  /** Multiply-adds of one image whose map has so many positions. */
  multiplyAdds(positions: number): number;
}

/** An image classifier: images in, one logit per class out. */
export interface ImageClassifier extends Module, Preprocessing {
  /** Its name in the zoo. */
  readonly name: string;
  readonly numClasses: number;
  /** Length of `preLogits`. */
  readonly numFeatures: number;
  readonly inChannels: number;
  /** The classes of published weights in words, in the order of the logits; undefined for any other head. */
  classNames?: readonly string[] | undefined;
  /** The last layer, features or their map to logits; put another in its place for another task. */
  classifier: Head | MapHead;
  /** Five groups of layers, from the stem to the last stage: what can be frozen one after the other. */
  readonly stages: readonly object[];
  /** float32 [n, h, w, inChannels] → logits float32 [n, numClasses]. */
  forward(x: Tensor4D, context: Context): Tensor2D;
  /** float32 [n, h, w, inChannels] → all named intermediates; they belong to the surrounding `tidy`. */
  forwardFeatures(x: Tensor4D, context: Context): Features;
  /**
   * The head alone, timm's `forward_head`: the last stage's map float32 [n, h, w, features] → logits float32 [n,
   * numClasses]. A head that reads averages takes an averaged map too, [n, 1, 1, features].
   */
  forwardHead(map: Tensor4D, context: Context): Tensor2D;
  /** Multiply-adds of one image of the given size. */
  cost(size: { readonly height: number; readonly width: number }): Cost;
  /** Releases every weight. */
  dispose(): void;
}

/** How a model is built. */
export interface ModelOptions {
  /** @default 1000 */
  readonly numClasses?: number;
  /** Channels of the images. @default 3 */
  readonly inChannels?: number;
  /** Probability that training skips the last block for an image; earlier blocks have less, in [0, 1). @default 0 */
  readonly dropPathRate?: number;
  /** Probability that training drops a feature before the classifier, in [0, 1). @default 0 */
  readonly dropRate?: number;
  /**
   * In-place batch norm, the paper's: less memory in training for more work. Same weights, same results. Measured for
   * tresnet_m at 224 pixels, batch 16, float32: 2.06 GB at the peak against 2.15; in bfloat16 about 6 % more time.
   * @default false
   */
  readonly inPlaceNorm?: boolean;
  /**
   * Gradient checkpointing, timm's `set_grad_checkpointing`: training keeps each block's input only, and runs the block
   * again for its gradient. Same weights, same results. Measured for tresnet_m at 224 pixels, float32: 3.1 times as
   * many images in 8 GB, 1.34 times the time of a step.
   * @default false
   */
  readonly gradCheckpointing?: boolean;
}
