/** What every model of the zoo is, whatever its architecture. */
import type { Rank, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Context, Cost, Module, Weight } from "@tresnet/blocks";
import type { StageName } from "./stages-after.ts";

/** How images are made ready for a model, before anything is trained. */
export interface Preprocessing {
  /** Height and width that the model was designed for, pixels. */
  readonly inputSize: number;
  /** The number subtracted from each channel, red, green and blue, whose values run from 0 to 1. */
  readonly mean: readonly [number, number, number];
  /** The number that each channel is divided by afterwards. */
  readonly std: readonly [number, number, number];
  /** The part of the shorter side that an evaluation crop keeps, above 0 to 1. */
  readonly cropPct: number;
}

/** Named intermediate results of a forward pass, for feature extraction. */
export interface Features {
  /** The map that the stem makes for the first stage, float32 [n, h/4, w/4, planes] (tresnet_s: h/2, w/2). */
  readonly stem: Tensor4D;
  /** The map after the first stage, as large as the stem's. */
  readonly stage1: Tensor4D;
  /** The map after the second stage, half as large, rounded up. */
  readonly stage2: Tensor4D;
  /** The map after the third stage, half as large again, rounded up. */
  readonly stage3: Tensor4D;
  /** The map after the last stage, half as large again, rounded up: float32 [n, h′, w′, features]. */
  readonly stage4: Tensor4D;
  /** The averaged features that a linear classifier reads, float32 [n, features]. */
  readonly preLogits: Tensor2D;
}

/** One of the maps that a backbone offers to what is built on it. */
export interface FeatureInfo {
  /** The map's name among `Features`. */
  readonly stage: "stage1" | "stage2" | "stage3" | "stage4";
  /** How many pixels of the image lie between two positions of the map, along both axes. */
  readonly stride: number;
  /** Channels of the map. */
  readonly channels: number;
}

/** The last layer of a classifier, with timm's names for its weights: `Dense`, or `LinearHead` of `@tresnet/heads`. */
export interface Head {
  /** The matrix, float32 [features, classes]. */
  readonly weight: Weight<Rank.R2>;
  /** The number added to each logit, float32 [classes]. */
  readonly bias: Weight<Rank.R1>;
  /** Computes logits: features float32 [n, features] → float32 [n, classes]. */
  forward(features: Tensor2D, context: Context): Tensor2D;
}

/** A last layer that reads the map of the last stage, not its average: `MlDecoderHead` of `@tresnet/heads`. */
export interface MapHead {
  /** Tells such a head from one that reads averages. */
  readonly reads: "map";
  /** Channels of the map that it reads. */
  readonly numFeatures: number;
  /** Classes that it tells apart, the number of its logits. */
  readonly numClasses: number;
  /** Computes logits: map float32 [n, h, w, features] → float32 [n, classes]. */
  forward(map: Tensor4D, context: Context): Tensor2D;
  /** Counts the multiply-adds for one image whose map has so many positions. */
  multiplyAdds(positions: number): number;
}

/** An image classifier: images in, one logit per class out. */
export interface ImageClassifier extends Module, Preprocessing {
  /** The model's name in the zoo, such as "tresnet_m". */
  readonly name: string;
  /** Classes that the classifier tells apart, the number of its logits. */
  readonly numClasses: number;
  /** Features that the classifier reads: the length of `preLogits`, the channels of the last map. */
  readonly numFeatures: number;
  /** Channels of the images, 3 for colours. */
  readonly inChannels: number;
  /** The classes of published weights in words, in the order of the logits; undefined for any other head. */
  classNames?: readonly string[] | undefined;
  /** The last layer, which maps features or their map to logits; assign another one for another task. */
  classifier: Head | MapHead;
  /** The stem and the four stages, in this order: the groups of layers that can be frozen one after the other. */
  readonly stages: readonly object[];
  /** Everything before the head, under timm's names within it: what a detector takes for its backbone. */
  readonly body: object;
  /** The maps of the stages, the finest first; nets differ in their strides, so take a map by its stride. */
  readonly featureInfo: readonly FeatureInfo[];
  /** Classifies images: float32 [n, h, w, inChannels] → logits float32 [n, numClasses]. */
  forward(x: Tensor4D, context: Context): Tensor2D;
  /** Maps images float32 [n, h, w, inChannels] to all named intermediates, which belong to the surrounding `tidy`. */
  forwardFeatures(x: Tensor4D, context: Context): Features;
  /**
   * Runs the head alone, timm's `forward_head`: the last stage's map float32 [n, h, w, features] → logits float32 [n,
   * numClasses]. A head that reads averages takes an averaged map too, [n, 1, 1, features].
   */
  forwardHead(map: Tensor4D, context: Context): Tensor2D;
  /**
   * Runs what comes after a named map of `forwardFeatures`: that map float32 [n, h, w, c] → logits float32 [n,
   * numClasses]. After `forwardFeatures` it gives what `forward` gives.
   */
  forwardFrom(stage: StageName, map: Tensor4D, context: Context): Tensor2D;
  /** Counts the multiply-adds for one image of this size, pixels, and gives the shape of its last map. */
  cost(size: { readonly height: number; readonly width: number }): Cost;
  /** Releases every weight. */
  dispose(): void;
}

/** How a model is built. */
export interface ModelOptions {
  /** Classes that the head tells apart. @default 1000 */
  readonly numClasses?: number;
  /** Channels of the images. @default 3 */
  readonly inChannels?: number;
  /** Probability that training skips the last block for an image; earlier blocks have less, in [0, 1). @default 0 */
  readonly dropPathRate?: number;
  /** Probability that training drops a feature before the classifier, in [0, 1). @default 0 */
  readonly dropRate?: number;
  /**
   * Whether training uses in-place batch norm, the paper's: less memory in training for more work. Same weights, same
   * results. Measured for tresnet_m at 224 pixels, batch 16, float32: 2.06 GB at the peak against 2.15; in bfloat16
   * about 6 % more time.
   * @default false
   */
  readonly inPlaceNorm?: boolean;
  /**
   * Whether training uses gradient checkpointing, timm's `set_grad_checkpointing`: it keeps each block's input only,
   * and runs the block again for its gradient. Same weights, same results. Measured for tresnet_m at 224 pixels,
   * float32: 3.1 times as many images in 8 GB, 1.34 times the time of a step.
   * @default false
   */
  readonly gradCheckpointing?: boolean;
}
