/** TResNet's variants as data, a row each: the paper's, timm's v2, and one more for small images on CPUs. */
import type { Preprocessing } from "./image-classifier.ts";

/** Four of a kind, one for each stage. */
export type PerStage<T> = readonly [T, T, T, T];

/** A row of `variants`: all that makes one TResNet differ from another. */
export interface TResNetVariant extends Preprocessing {
  /** The number of blocks in each stage. */
  readonly layers: PerStage<number>;
  /** The kind of block of each stage: basic blocks in the paper's first two, bottlenecks in the others (§2.4). */
  readonly blocks: PerStage<"basic" | "bottleneck">;
  /** Scales the planes: the first stage has 64·width, every other stage twice as many as the one before it. */
  readonly width: number;
  /** The first stage's planes are rounded down to a multiple of this: 1 in the paper's nets, 8 in timm's v2. */
  readonly planesMultiple: 1 | 8;
  /**
   * Side of the blocks of pixels that the stem moves into the channels (§2.1); 1 is for ResNet's stem, which has none.
   */
  readonly stemBlock: 1 | 2 | 4;
  /** Whether blur pools halve the maps (anti-alias downsampling), and not the strides of convolutions. */
  readonly antiAliasing: boolean;
  /** The number of stages with squeeze-excite, the first ones: on the small maps of the last it costs more (§2.4). */
  readonly squeezedStages: 0 | 1 | 2 | 3 | 4;
  /** The least count of numbers that squeeze-excite reduces the channels to. */
  readonly leastSqueezed: number;
}

/** What the paper's nets share. */
const paper = {
  blocks: ["basic", "basic", "bottleneck", "bottleneck"],
  planesMultiple: 1,
  stemBlock: 4,
  antiAliasing: true,
  squeezedStages: 3,
  leastSqueezed: 64,
  inputSize: 224,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  cropPct: 0.875,
} as const satisfies Partial<TResNetVariant>;

/**
 * The TResNets by name. A new one is a row here: the zoo, the trainer and the benchmark know it by its name.
 *
 * `tresnet_s` is ours, for images of 32 to 128 pixels on a CPU: the paper's net at half its width, with three changes.
 * Its stem folds blocks of 2×2 pixels, not 4×4, so that a picture of 32 pixels still has 16×16 places in the first
 * stage and 2×2 in the last; a stem of 4 would leave one. It is shallow where maps are large, as memory and not
 * arithmetic limits a CPU on those: a second block in the first stage would cost a quarter more time for 16 thousand of
 * 3.7 million parameters. All its channel counts are multiples of 16, the width of AVX-512, and squeeze-excite may
 * reduce to 16 numbers, since 64 would widen its first stages' 32 channels.
 * @see Ridnik et al. 2020, https://arxiv.org/abs/2003.13630, table 3 (timm models/tresnet.py)
 */
export const variants = {
  tresnet_s: { ...paper, layers: [1, 2, 3, 2], width: 0.5, stemBlock: 2, leastSqueezed: 16, inputSize: 64 },
  tresnet_m: { ...paper, layers: [3, 4, 11, 3], width: 1 },
  tresnet_l: { ...paper, layers: [4, 5, 18, 3], width: 1.2 },
  tresnet_xl: { ...paper, layers: [4, 5, 24, 3], width: 1.3 },
  tresnet_v2_l: {
    ...paper,
    layers: [3, 4, 23, 3],
    blocks: ["bottleneck", "bottleneck", "bottleneck", "bottleneck"],
    width: 1,
    planesMultiple: 8,
  },
} as const satisfies Record<string, TResNetVariant>;
