/**
 * TResNet, to be read beside the paper: a stem that folds pixels into channels, four stages of residual blocks, the
 * average of the last map, one dense layer. The blocks are in `@tresnet/blocks`, the numbers of each net in
 * variants.ts.
 */
import { type Tensor2D, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import {
  BasicBlock,
  type BlockOptions,
  Bottleneck,
  type Context,
  ConvNormAct,
  type Cost,
  chainCost,
  Dense,
  disposeModule,
  type Layer,
  runCheckpointed,
  runLayers,
} from "@tresnet/blocks";
import { globalAveragePool, spaceToDepth } from "@tresnet/tensor-ops";
import { ClassifierHead, classify, headCost, headShape } from "./classifier-head.ts";
import { ConvolutionStem } from "./convolution-stem.ts";
import { featureMaps } from "./feature-maps.ts";
import type { FeatureInfo, Features, Head, ImageClassifier, MapHead, ModelOptions } from "./image-classifier.ts";
import { type StageName, stagesAfter } from "./stages-after.ts";
import type { TResNetVariant } from "./variants.ts";

/**
 * The slope of the stem's leaky ReLU, as in timm; inside of blocks it is a tenth of that, and blocks end with a ReLU.
 */
const stemSlope = 1e-2;

/**
 * A TResNet: images float32 [n, h, w, inChannels] → logits float32 [n, numClasses]; h and w are multiples of the
 * variant's `stemBlock`. Field names are timm's, and so are the keys of the weights.
 *
 * @see Ridnik et al. 2020, https://arxiv.org/abs/2003.13630 (timm models/tresnet.py)
 */
export class TResNet implements ImageClassifier {
  /** Stem and stages, everything before the head: keys begin with `body.`. */
  readonly body: TResNetBody;
  /** The last layer as `head.fc`, or a head that reads the map: keys begin with `head.`, as its authors' do. */
  head: ClassifierHead | MapHead;
  readonly name: string;
  readonly inputSize: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly cropPct: number;
  readonly inChannels: number;
  readonly #dropRate: number;
  readonly #run: typeof runLayers;
  #classNames: readonly string[] | undefined;
  readonly #stemBlock: 1 | 2 | 4;
  readonly #channels: readonly number[];

  /** Builds a net whose weights have no values yet; `initializeWeights` or `loadWeights` give them. */
  constructor(name: string, variant: TResNetVariant, options: ModelOptions = {}) {
    const { numClasses = 1000, inChannels = 3, dropRate = 0, gradCheckpointing = false } = options;
    this.body = new TResNetBody(variant, options);
    this.head = new ClassifierHead(new Dense(stageChannels(variant).at(-1) ?? 0, numClasses));
    this.name = name;
    this.inputSize = variant.inputSize;
    this.mean = variant.mean;
    this.std = variant.std;
    this.cropPct = variant.cropPct;
    this.inChannels = inChannels;
    this.#dropRate = dropRate;
    this.#run = gradCheckpointing ? runCheckpointed : runLayers;
    this.#stemBlock = variant.stemBlock;
    this.#channels = stageChannels(variant);
  }

  /** The side of the blocks of pixels that the stem moves into the channels; 1 is ResNet's stem, which has none. */
  get stemBlock(): 1 | 2 | 4 {
    return this.#stemBlock;
  }

  get numClasses(): number {
    return headShape(this.classifier)[1];
  }

  get numFeatures(): number {
    return headShape(this.classifier)[0];
  }

  get classifier(): Head | MapHead {
    return "reads" in this.head ? this.head : this.head.fc;
  }

  set classifier(classifier: Head | MapHead) {
    this.head = "reads" in classifier ? classifier : new ClassifierHead(classifier);
    this.#classNames = undefined; // another head, another task
  }

  get classNames(): readonly string[] | undefined {
    return this.#classNames;
  }

  set classNames(names: readonly string[] | undefined) {
    this.#classNames = names;
  }

  get stages(): readonly object[] {
    const { conv1, layer1, layer2, layer3, layer4 } = this.body;
    return [conv1, layer1, layer2, layer3, layer4];
  }

  get featureInfo(): readonly FeatureInfo[] {
    return featureMaps(this.#stemBlock === 1 ? 4 : this.#stemBlock, this.#channels); // ResNet's stem quarters too
  }

  forward(x: Tensor4D, context: Context): Tensor2D {
    return tidy(() => classify(this.classifier, this.forwardFeatures(x, context), this.#dropRate, context));
  }

  forwardHead(map: Tensor4D, context: Context): Tensor2D {
    return this.forwardFrom("stage4", map, context);
  }

  forwardFrom(stage: StageName, map: Tensor4D, context: Context): Tensor2D {
    const { layer1, layer2, layer3, layer4 } = this.body;
    return tidy(() => {
      const after = stagesAfter(stage, [layer1, layer2, layer3, layer4]);
      const stage4 = after.reduce((y, layers) => this.#run(layers, y, context), map); // [n, h′, w′, features]
      const features = { stage4, preLogits: globalAveragePool(stage4) };
      return classify(this.classifier, features, this.#dropRate, context);
    });
  }

  /** @throws ShapeError when h or w is no multiple of the stem's block, or a map becomes too small to be halved. */
  forwardFeatures(x: Tensor4D, context: Context): Features {
    const { conv1, layer1, layer2, layer3, layer4 } = this.body;
    // b is the side of the stem's block: 4 in the paper, and in the shapes of a net with ResNet's stem.
    const folded = this.#stemBlock === 1 ? x : spaceToDepth(x, this.#stemBlock); // [n, h/b, w/b, b²·inChannels]
    const stem = conv1.forward(folded, context); // [n, h/b, w/b, planes]
    const stage1 = this.#run(layer1, stem, context); // [n, h/b, w/b, c1]
    const stage2 = this.#run(layer2, stage1, context); // [n, h/2b, w/2b, c2]
    const stage3 = this.#run(layer3, stage2, context); // [n, h/4b, w/4b, c3]
    const stage4 = this.#run(layer4, stage3, context); // [n, h/8b, w/8b, c4]
    return { stem, stage1, stage2, stage3, stage4, preLogits: globalAveragePool(stage4) };
  }

  cost({ height, width }: { readonly height: number; readonly width: number }): Cost {
    const { conv1, layer1, layer2, layer3, layer4 } = this.body;
    const block = this.#stemBlock;
    const folded = { height: height / block, width: width / block, channels: block ** 2 * this.inChannels };
    const { multiplyAdds, shape } = chainCost([conv1, ...layer1, ...layer2, ...layer3, ...layer4], folded);
    return { multiplyAdds: multiplyAdds + headCost(this.classifier, shape), shape };
  }

  dispose(): void {
    disposeModule(this);
  }
}

/** Stem and stages under timm's names: `conv1`, then `layer1` to `layer4`. */
class TResNetBody {
  /** The stem: a 3×3 convolution of the folded pixels, with norm and leaky ReLU. */
  readonly conv1: Layer;
  readonly layer1: readonly Layer[];
  readonly layer2: readonly Layer[];
  readonly layer3: readonly Layer[];
  readonly layer4: readonly Layer[];

  constructor(variant: TResNetVariant, { inChannels = 3, dropPathRate = 0, inPlaceNorm = false }: ModelOptions) {
    const planes = firstPlanes(variant);
    const norm = { slope: stemSlope, inPlace: inPlaceNorm };
    this.conv1 =
      variant.stemBlock === 1
        ? new ConvolutionStem(inChannels, planes, norm)
        : new ConvNormAct(variant.stemBlock ** 2 * inChannels, planes, { kernelSize: 3, ...norm });
    const stage = (index: 0 | 1 | 2 | 3) => makeStage(variant, index, dropPathRate, inPlaceNorm);
    this.layer1 = stage(0);
    this.layer2 = stage(1);
    this.layer3 = stage(2);
    this.layer4 = stage(3);
  }
}

/** Makes the blocks of a stage, 0 to 3; but for stage 0, the first block halves the map. */
function makeStage(variant: TResNetVariant, index: 0 | 1 | 2 | 3, dropPathRate: number, inPlace: boolean): Layer[] {
  const { layers, blocks, antiAliasing, squeezedStages, leastSqueezed } = variant;
  const planes = firstPlanes(variant) * 2 ** index;
  const outChannels = stageChannels(variant)[index] ?? 0;
  const inChannels = index === 0 ? planes : (stageChannels(variant)[index - 1] ?? 0);
  const before = layers.slice(0, index).reduce((sum, count) => sum + count, 0);
  const total = layers.reduce((sum, count) => sum + count, 0);
  // A basic block's channels are squeezed to a quarter, a bottleneck's inner ones, outChannels / 4 of them, to half.
  const reduction = blocks[index] === "basic" ? 4 : 8;
  const Block = blocks[index] === "basic" ? BasicBlock : Bottleneck;
  return Array.from({ length: layers[index] }, (_, position) => {
    const options: BlockOptions = {
      stride: position === 0 && index > 0 ? 2 : 1,
      antiAliasing,
      // Drop path grows evenly from the first block of the net to the last.
      dropPathRate: (dropPathRate * (before + position)) / (total - 1),
      inPlace,
      ...(index < squeezedStages ? { squeezed: Math.max(Math.floor(outChannels / reduction), leastSqueezed) } : {}),
    };
    return new Block(position === 0 ? inChannels : outChannels, planes, options);
  });
}

/** The planes of the first stage, which are the stem's channels too. */
function firstPlanes({ width, planesMultiple }: TResNetVariant): number {
  // Whole first and then a multiple, as timm rounds.
  return Math.floor(Math.floor(64 * width) / planesMultiple) * planesMultiple;
}

/** The channels that leave each stage: its planes, which double from stage to stage, or 4 times those. */
function stageChannels(variant: TResNetVariant): number[] {
  return variant.blocks.map((block, index) => firstPlanes(variant) * 2 ** index * (block === "basic" ? 1 : 4));
}
