/**
 * TResNet, the whole architecture: space-to-depth stem, four stages of residual blocks, global average, one dense
 * layer.
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
import type { Features, Head, ImageClassifier, MapHead, ModelOptions } from "./image-classifier.ts";
import type { TResNetVariant } from "./variants.ts";

/** The slope of the stem's leaky ReLU; inside of blocks it is a tenth of that. */
const stemSlope = 1e-2;

/**
 * TResNet: float32 [n, h, w, inChannels] → logits float32 [n, numClasses]; h and w are multiples of the stem's block.
 *
 * @see Ridnik et al. 2020, https://arxiv.org/abs/2003.13630 (timm models/tresnet.py)
 */
export class TResNet implements ImageClassifier {
  readonly body: TResNetBody;
  /** `head.fc`, or a head that reads the map: its keys begin with `head.`, as its authors' do. */
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
  readonly #stemBlock: number;

  constructor(name: string, variant: TResNetVariant, options: ModelOptions = {}) {
    const { numClasses = 1000, inChannels = 3, dropRate = 0, gradCheckpointing = false } = options;
    this.body = new TResNetBody(variant, options);
    this.head = new ClassifierHead(new Dense(widths(variant).at(-1) ?? 0, numClasses));
    this.name = name;
    this.inputSize = variant.inputSize;
    this.mean = variant.mean;
    this.std = variant.std;
    this.cropPct = variant.cropPct;
    this.inChannels = inChannels;
    this.#dropRate = dropRate;
    this.#run = gradCheckpointing ? runCheckpointed : runLayers;
    this.#stemBlock = variant.stemBlock;
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

  forward(x: Tensor4D, context: Context): Tensor2D {
    return tidy(() => classify(this.classifier, this.forwardFeatures(x, context), this.#dropRate, context));
  }

  forwardHead(map: Tensor4D, context: Context): Tensor2D {
    const features = () => ({ stage4: map, preLogits: globalAveragePool(map) });
    return tidy(() => classify(this.classifier, features(), this.#dropRate, context));
  }

  /** @throws ShapeError when h or w is no multiple of the stem's block, or a map becomes too small to be halved. */
  forwardFeatures(x: Tensor4D, context: Context): Features {
    const { conv1, layer1, layer2, layer3, layer4 } = this.body;
    const folded = this.#stemBlock === 1 ? x : spaceToDepth(x, this.#stemBlock); // [n, h/b, w/b, b²·inChannels]
    const stem = conv1.forward(folded, context); // [n, h/b, w/b, planes]; a convolution stem is as b = 4
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

/** Everything before the head, under timm's names. */
class TResNetBody {
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

function makeStage(variant: TResNetVariant, index: 0 | 1 | 2 | 3, dropPathRate: number, inPlace: boolean): Layer[] {
  const { layers, blocks, antiAliasing, squeezedStages, leastSqueezed } = variant;
  const planes = firstPlanes(variant) * 2 ** index;
  const outChannels = widths(variant)[index] ?? 0;
  const before = layers.slice(0, index).reduce((sum, count) => sum + count, 0);
  const total = layers.reduce((sum, count) => sum + count, 0);
  const ratio = blocks[index] === "basic" ? 4 : 8;
  const Block = blocks[index] === "basic" ? BasicBlock : Bottleneck;
  return Array.from({ length: layers[index] }, (_, position) => {
    const options: BlockOptions = {
      stride: position === 0 && index > 0 ? 2 : 1,
      antiAliasing,
      // Drop path grows evenly from the first block to the last.
      dropPathRate: (dropPathRate * (before + position)) / (total - 1),
      inPlace,
      ...(index < squeezedStages ? { squeezed: Math.max(Math.floor(outChannels / ratio), leastSqueezed) } : {}),
    };
    const previous = index === 0 ? planes : (widths(variant)[index - 1] ?? 0);
    return new Block(position === 0 ? previous : outChannels, planes, options);
  });
}

/** Planes of the first stage, which are the stem's too. */
function firstPlanes({ width, planesMultiple }: TResNetVariant): number {
  // Whole first and then a multiple, as timm rounds.
  return Math.floor(Math.floor(64 * width) / planesMultiple) * planesMultiple;
}

/** Channels that leave each stage. */
function widths(variant: TResNetVariant): number[] {
  return variant.blocks.map((block, index) => firstPlanes(variant) * 2 ** index * (block === "basic" ? 1 : 4));
}
