/** ResNet-50 as timm and torchvision have it: the yardstick that TResNet is measured against. */
import { maxPool, pad, type Tensor2D, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import {
  BatchNorm,
  type Context,
  Convolution,
  type Cost,
  chainCost,
  convolveAndNormalize,
  Dense,
  disposeModule,
  type Layer,
  type MapShape,
  runCheckpointed,
  runLayers,
  strided,
  zeros,
} from "@tresnet/blocks";
import { addRelu, globalAveragePool, relu } from "@tresnet/tensor-ops";
import { classify, headCost, headShape } from "./classifier-head.ts";
import { featureMaps } from "./feature-maps.ts";
import type {
  FeatureInfo,
  Features,
  Head,
  ImageClassifier,
  MapHead,
  ModelOptions,
  Preprocessing,
} from "./image-classifier.ts";
import { type StageName, stagesAfter } from "./stages-after.ts";

/** The number of bottlenecks in each stage of ResNet-50. */
const depths = [3, 4, 6, 3] as const;

/** ImageNet's mean and deviation, as torchvision's weights expect them. */
export const resnet50Preprocessing: Preprocessing = {
  inputSize: 224,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  cropPct: 0.875,
};

/**
 * ResNet-50, as timm and torchvision have it: images float32 [n, h, w, inChannels] → logits float32 [n, numClasses].
 *
 * @see He et al. 2015, https://arxiv.org/abs/1512.03385, strides in the 3×3 convolutions (timm models/resnet.py)
 */
export class ResNet50 implements ImageClassifier {
  /** The stem's 7×7 convolution; this and the names below are timm's and torchvision's. */
  readonly conv1: Convolution;
  /** The stem's batch norm. */
  readonly bn1: BatchNorm;
  /** The bottlenecks of the first stage. */
  readonly layer1: readonly Layer[];
  /** The bottlenecks of the second stage, of which the first halves the map. */
  readonly layer2: readonly Layer[];
  /** The bottlenecks of the third stage, of which the first halves the map. */
  readonly layer3: readonly Layer[];
  /** The bottlenecks of the last stage, of which the first halves the map. */
  readonly layer4: readonly Layer[];
  /** The last layer. */
  fc: Head | MapHead;
  readonly name = "resnet50";
  readonly inputSize: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly cropPct: number;
  readonly inChannels: number;
  readonly #dropRate: number;
  readonly #run: typeof runLayers;

  /** @throws RangeError when drop path is asked for: the yardstick has none. */
  constructor(options: ModelOptions = {}, preprocessing: Partial<Preprocessing> = {}) {
    const { numClasses = 1000, inChannels = 3, dropRate = 0, dropPathRate = 0, gradCheckpointing = false } = options;
    if (dropPathRate !== 0)
      throw new RangeError(`resnet50: expected no drop path, got ${dropPathRate}. Use a TResNet.`);
    const { inputSize, mean, std, cropPct } = { ...resnet50Preprocessing, ...preprocessing };
    this.inputSize = inputSize;
    this.mean = mean;
    this.std = std;
    this.cropPct = cropPct;
    this.conv1 = new Convolution(inChannels, 64, { kernelSize: 7, stride: 2 });
    this.bn1 = new BatchNorm(64);
    this.layer1 = makeStage(64, 64, depths[0], 1);
    this.layer2 = makeStage(256, 128, depths[1], 2);
    this.layer3 = makeStage(512, 256, depths[2], 2);
    this.layer4 = makeStage(1024, 512, depths[3], 2);
    this.fc = new Dense(2048, numClasses);
    this.inChannels = inChannels;
    this.#dropRate = dropRate;
    this.#run = gradCheckpointing ? runCheckpointed : runLayers;
  }

  get numClasses(): number {
    return headShape(this.fc)[1];
  }

  get numFeatures(): number {
    return headShape(this.fc)[0];
  }

  get classifier(): Head | MapHead {
    return this.fc;
  }

  set classifier(classifier: Head | MapHead) {
    this.fc = classifier;
  }

  get stages(): readonly object[] {
    return [[this.conv1, this.bn1], this.layer1, this.layer2, this.layer3, this.layer4];
  }

  get body(): object {
    const { conv1, bn1, layer1, layer2, layer3, layer4 } = this;
    return { conv1, bn1, layer1, layer2, layer3, layer4 };
  }

  get featureInfo(): readonly FeatureInfo[] {
    return featureMaps(4, [256, 512, 1024, 2048]);
  }

  forward(x: Tensor4D, context: Context): Tensor2D {
    return tidy(() => classify(this.fc, this.forwardFeatures(x, context), this.#dropRate, context));
  }

  forwardHead(map: Tensor4D, context: Context): Tensor2D {
    return this.forwardFrom("stage4", map, context);
  }

  forwardFrom(stage: StageName, map: Tensor4D, context: Context): Tensor2D {
    const { layer1, layer2, layer3, layer4 } = this;
    return tidy(() => {
      const after = stagesAfter(stage, [layer1, layer2, layer3, layer4]);
      const stage4 = after.reduce((y, layers) => this.#run(layers, y, context), map); // [n, h′, w′, features]
      const features = { stage4, preLogits: globalAveragePool(stage4) };
      return classify(this.fc, features, this.#dropRate, context);
    });
  }

  forwardFeatures(x: Tensor4D, context: Context): Features {
    const y = relu(convolveAndNormalize(this.conv1, this.bn1, x, context)); // [n, h/2, w/2, 64]
    const stem = maxPoolHalf(y); // [n, h/4, w/4, 64]
    const stage1 = this.#run(this.layer1, stem, context); // [n, h/4, w/4, 256]
    const stage2 = this.#run(this.layer2, stage1, context); // [n, h/8, w/8, 512]
    const stage3 = this.#run(this.layer3, stage2, context); // [n, h/16, w/16, 1024]
    const stage4 = this.#run(this.layer4, stage3, context); // [n, h/32, w/32, 2048]
    return { stem, stage1, stage2, stage3, stage4, preLogits: globalAveragePool(stage4) };
  }

  cost({ height, width }: { readonly height: number; readonly width: number }): Cost {
    const stem = this.conv1.cost({ height, width, channels: this.inChannels });
    const layers = [...this.layer1, ...this.layer2, ...this.layer3, ...this.layer4];
    const { multiplyAdds, shape } = chainCost(layers, strided(stem.shape, 2));
    return { multiplyAdds: stem.multiplyAdds + multiplyAdds + headCost(this.fc, shape), shape };
  }

  dispose(): void {
    disposeModule(this);
  }
}

/**
 * 3×3 maximum with stride 2: [n, h, w, c] → [n, ⌈h/2⌉, ⌈w/2⌉, c]. What comes in is not negative, so zeros around it
 * lose.
 */
function maxPoolHalf(x: Tensor4D): Tensor4D {
  const padded = pad(x, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  return maxPool(padded, 3, 2, "valid");
}

function makeStage(inChannels: number, channels: number, depth: number, stride: 1 | 2): Layer[] {
  return Array.from({ length: depth }, (_, position) => {
    return position === 0
      ? new ResNetBottleneck(inChannels, channels, stride)
      : new ResNetBottleneck(4 * channels, channels, 1);
  });
}

/**
 * ResNet's bottleneck: plain ReLUs, no squeeze-excite, no blur. [n, h, w, c] → [n, ⌈h/stride⌉, ⌈w/stride⌉, 4·channels].
 */
export class ResNetBottleneck implements Layer {
  /** The 1×1 convolution to `channels`. */
  readonly conv1: Convolution;
  /** The batch norm after it, which a ReLU follows. */
  readonly bn1: BatchNorm;
  /** The 3×3 convolution with the block's stride. */
  readonly conv2: Convolution;
  /** The batch norm after it, which a ReLU follows. */
  readonly bn2: BatchNorm;
  /** The 1×1 convolution to 4·channels. */
  readonly conv3: Convolution;
  /** The batch norm after it, before the shortcut is added. */
  readonly bn3: BatchNorm;
  /** The 1×1 convolution and the batch norm of the shortcut; undefined where the input itself is the shortcut. */
  readonly downsample?: readonly [Convolution, BatchNorm];

  constructor(inChannels: number, channels: number, stride: 1 | 2) {
    this.conv1 = new Convolution(inChannels, channels);
    this.bn1 = new BatchNorm(channels);
    this.conv2 = new Convolution(channels, channels, { kernelSize: 3, stride });
    this.bn2 = new BatchNorm(channels);
    this.conv3 = new Convolution(channels, 4 * channels);
    this.bn3 = new BatchNorm(4 * channels, { scale: zeros });
    if (stride !== 1 || inChannels !== 4 * channels) {
      this.downsample = [new Convolution(inChannels, 4 * channels, { stride }), new BatchNorm(4 * channels)];
    }
  }

  /** Runs the block: float32 [n, h, w, inChannels] → float32 [n, ⌈h/stride⌉, ⌈w/stride⌉, 4·channels]. */
  forward(x: Tensor4D, context: Context): Tensor4D {
    return tidy(() => {
      // [n, h/s, w/s, 4c]
      const shortcut = this.downsample === undefined ? x : convolveAndNormalize(...this.downsample, x, context);
      let y = relu(convolveAndNormalize(this.conv1, this.bn1, x, context)); // [n, h, w, c]
      y = relu(convolveAndNormalize(this.conv2, this.bn2, y, context)); // [n, h/s, w/s, c]
      y = convolveAndNormalize(this.conv3, this.bn3, y, context); // [n, h/s, w/s, 4c]
      return addRelu(y, shortcut);
    });
  }

  /** Counts the multiply-adds of both branches for one image whose map has this shape. */
  cost(shape: MapShape): Cost {
    const { multiplyAdds, shape: output } = chainCost([this.conv1, this.conv2, this.conv3], shape);
    return { multiplyAdds: multiplyAdds + chainCost(this.downsample ?? [], shape).multiplyAdds, shape: output };
  }
}
