/** FCOS on a model of the zoo: images in, what every location of a pyramid says out. */
import { concat, type Tensor3D, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { type Context, type Cost, disposeModule, type Module } from "@tresnet/blocks";
import type { Pyramid, Size } from "@tresnet/boxes";
import type { FeatureInfo, ImageClassifier } from "@tresnet/zoo";
import { type FcosAnswers, FcosHead } from "./fcos-head.ts";
import { FeaturePyramid } from "./feature-pyramid.ts";

/** What a detector is besides its weights. */
export interface DetectorSettings {
  /** The detector's name, such as "fcos_tresnet_m". */
  readonly name: string;
  /** Classes that it tells apart. */
  readonly numClasses: number;
  /** The classes in words, in the order of the logits, one for each; undefined where nobody said. */
  readonly classNames?: readonly string[] | undefined;
  /** Height and width that images are brought to for it, pixels. */
  readonly inputSize: Size;
  /** The number subtracted from each channel of an image, whose values run from 0 to 1. */
  readonly mean: readonly [number, number, number];
  /** The number that each channel is divided by afterwards. */
  readonly std: readonly [number, number, number];
  /** Channels of the pyramid's maps. */
  readonly channels: number;
  /** Convolutions of the head before each answer. */
  readonly convolutions: number;
  /** Groups of the head's group norms; they divide the channels. */
  readonly groups: number;
  /** What P6 is made of: "p5", the pyramid's own last map, or "c5", the backbone's. */
  readonly p6: "p5" | "c5";
  /** How boxes were given to locations in its training. */
  readonly assigner: "fcos" | "atss";
  /** Where a position of a map looks from, as `Pyramid` of `@tresnet/boxes` has it. */
  readonly points: "corners" | "centers";
}

/** The strides of the backbone's maps that a pyramid is made of. */
const backboneStrides = [8, 16, 32];

/**
 * An FCOS detector: images float32 [n, h, w, inChannels] → float32 [n, locations, numClasses + 5].
 *
 * A row is a location's class logits, its distances to the left, top, right and bottom side of the box in strides of
 * its level, and its logit of the centre-ness; locations are those of `pyramid`. Names of the weights are
 * torchvision's, with the backbone's as timm has them behind `backbone.body.`.
 * @see Tian et al. 2019, https://arxiv.org/abs/1904.01355 (torchvision models/detection/fcos.py)
 */
export class Detector implements Module {
  /** The backbone without its head, and the feature pyramid on it. */
  readonly backbone: { readonly body: object; readonly fpn: FeaturePyramid };
  /** The head, shared by all levels of the pyramid. */
  readonly head: FcosHead;
  readonly #net: ImageClassifier;
  readonly #settings: DetectorSettings;
  readonly #maps: readonly FeatureInfo[];

  /**
   * Builds a detector around a model of the zoo, whose own head is released and not used; the pyramid and the head have
   * no values yet.
   * @throws RangeError when there is not one name for each class, the groups do not divide the channels, or the
   * backbone has fewer than two maps of strides 8, 16 and 32.
   */
  constructor(net: ImageClassifier, settings: DetectorSettings) {
    const { name, numClasses, classNames, channels } = settings;
    const maps = net.featureInfo.filter(({ stride }) => backboneStrides.includes(stride));
    if (maps.length < 2) {
      throw new RangeError(
        `${name}: expected a backbone with maps of strides ${backboneStrides.join(", ")}, got ${net.featureInfo.map(({ stride }) => stride).join(", ")}. Choose another.`,
      );
    }
    if (classNames !== undefined && classNames.length !== numClasses) {
      throw new RangeError(
        `${name}: expected a name for each of ${numClasses} classes, got ${classNames.length}. Give as many, or none.`,
      );
    }
    disposeModule(net.classifier);
    const inChannels = maps.map((map) => map.channels);
    this.backbone = { body: net.body, fpn: new FeaturePyramid({ inChannels, ...settings }) };
    this.head = new FcosHead({ ...settings, channels });
    this.#net = net;
    this.#settings = settings;
    this.#maps = maps;
  }

  /** The detector's name, such as "fcos_tresnet_m". */
  get name(): string {
    return this.#settings.name;
  }

  /** Classes that the detector tells apart. */
  get numClasses(): number {
    return this.#settings.numClasses;
  }

  /** The classes in words, in the order of the logits; undefined where nobody said. */
  get classNames(): readonly string[] | undefined {
    return this.#settings.classNames;
  }

  /** What the detector is besides its weights. */
  get settings(): DetectorSettings {
    return this.#settings;
  }

  /** Channels of the images, 3 for colours. */
  get inChannels(): number {
    return this.#net.inChannels;
  }

  /** The backbone's name in the zoo, such as "tresnet_m". */
  get backboneName(): string {
    return this.#net.name;
  }

  /** The backbone as a model of the zoo, whose own head is released and must not be run. */
  get backboneModel(): ImageClassifier {
    return this.#net;
  }

  /** The backbone's maps that the pyramid is made of, the finest first. */
  get backboneMaps(): readonly FeatureInfo[] {
    return this.#maps;
  }

  /** The backbone's stem and stages, in this order: the groups of layers that can be frozen one after the other. */
  get stages(): readonly object[] {
    return this.#net.stages;
  }

  /** The strides of the pyramid's levels, pixels, the finest first: 8 to 128, or to 64 on a backbone of two maps. */
  get strides(): readonly number[] {
    const strides = this.#maps.map(({ stride }) => stride);
    const coarsest = strides.at(-1) ?? 0;
    return [...strides, 2 * coarsest, 4 * coarsest];
  }

  /** Lays out the pyramid that the head sees for inputs of this size, pixels. */
  pyramid({ height, width }: Size): Pyramid {
    const levels = this.strides.map((stride) => ({
      height: Math.ceil(height / stride),
      width: Math.ceil(width / stride),
      stride,
    }));
    return { image: { height, width }, levels, points: this.#settings.points };
  }

  /** Runs the detector: images float32 [n, h, w, inChannels] → float32 [n, locations, numClasses + 5]. */
  forward(x: Tensor4D, context: Context): Tensor3D {
    return tidy(() => {
      const { classLogits, ltrb, centernessLogits } = this.answers(x, context);
      return concat([classLogits, ltrb, centernessLogits], 2); // [n, locations, classes + 5]
    });
  }

  /** Runs the detector and gives its answers one by one; they belong to the surrounding `tidy`. */
  answers(x: Tensor4D, context: Context): FcosAnswers {
    return tidy(() => ({ ...this.head.forward(this.maps(x, context), context) }));
  }

  /** Runs backbone and pyramid: images → maps float32 [n, h/stride, w/stride, channels], sizes rounded up. */
  maps(x: Tensor4D, context: Context): readonly Tensor4D[] {
    return tidy(() => {
      const features = this.#net.forwardFeatures(x, context);
      return this.backbone.fpn.forward(
        this.#maps.map(({ stage }) => features[stage]),
        context,
      );
    });
  }

  /** Counts the multiply-adds for one image of this size, pixels, and gives the shape of the finest map. */
  cost({ height, width }: Size): Cost {
    const { numFeatures, numClasses } = this.#net; // its head is not run
    const body = this.#net.cost({ height, width }).multiplyAdds - numFeatures * numClasses;
    const shapes = this.#maps.map(({ stride, channels }) => ({
      height: Math.ceil(height / stride),
      width: Math.ceil(width / stride),
      channels,
    }));
    const pyramid = this.backbone.fpn.cost(shapes);
    const [shape = { height, width, channels: 0 }] = pyramid.shapes;
    return { multiplyAdds: body + pyramid.multiplyAdds + this.head.cost(pyramid.shapes), shape };
  }

  /** Releases every weight. */
  dispose(): void {
    disposeModule(this);
  }
}
