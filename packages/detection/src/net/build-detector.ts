/** Detectors whose weights have no values yet. */
import type { Size } from "@tresnet/boxes";
import { buildModel, type ImageClassifier, type ModelOptions } from "@tresnet/zoo";
import { Detector } from "./detector.ts";
import { type DetectorName, detectorNames, detectorVariants, isDetectorName } from "./detector-variants.ts";

/** How a detector is built. */
export interface DetectorOptions extends Pick<ModelOptions, "inChannels" | "dropPathRate" | "gradCheckpointing"> {
  /** Classes that the detector tells apart. @default as many as there are names, else 91, torchvision's for COCO */
  readonly numClasses?: number | undefined;
  /** The classes in words, one for each. @default none */
  readonly classNames?: readonly string[] | undefined;
  /** Height and width that images are brought to for it, pixels; a number is both. @default the variant's */
  readonly inputSize?: number | Size | undefined;
  /** The number subtracted from each channel, whose values run from 0 to 1. @default the backbone's */
  readonly mean?: readonly [number, number, number] | undefined;
  /** The number that each channel is divided by afterwards. @default the backbone's */
  readonly std?: readonly [number, number, number] | undefined;
  /** How boxes are given to locations in training. @default "fcos" */
  readonly assigner?: "fcos" | "atss" | undefined;
  /**
   * Where a position of a map looks from: its corner, as torchvision, or its centre, as the paper and mmdet.
   * @default "corners", with the assigner "atss" "centers"
   */
  readonly points?: "corners" | "centers" | undefined;
  /** Channels of the pyramid's maps. @default the variant's */
  readonly channels?: number | undefined;
  /** Convolutions of the head before each answer. @default the variant's, 4 */
  readonly convolutions?: number | undefined;
  /** Groups of the head's group norms; they divide the channels. @default the variant's, 32 */
  readonly groups?: number | undefined;
  /** What P6 is made of: "p5", the pyramid's own last map, or "c5", the backbone's. @default "p5" */
  readonly p6?: "p5" | "c5" | undefined;
}

/**
 * Builds a detector whose weights have no values yet, to count it or to list its keys; needs no TensorFlow.
 * @throws RangeError for a name that there is none of, or an option out of its range.
 */
export function buildDetector(name: DetectorName, options: DetectorOptions = {}): Detector {
  return detectorOn(buildModel(variantOf(name).backbone, backboneOptions(options)), name, options);
}

/** The detector of a name around this backbone; its pyramid and head have no values yet. */
export function detectorOn(net: ImageClassifier, name: DetectorName, options: DetectorOptions): Detector {
  const variant = variantOf(name);
  const { classNames, numClasses = classNames?.length ?? 91, assigner = "fcos", p6 = "p5" } = options;
  const { points = assigner === "atss" ? "centers" : "corners", inputSize = variant.inputSize } = options;
  const { mean = net.mean, std = net.std } = options;
  const { channels = variant.channels, convolutions = variant.convolutions, groups = variant.groups } = options;
  const size = typeof inputSize === "number" ? { height: inputSize, width: inputSize } : inputSize;
  checkCounts(name, { numClasses, channels, convolutions, groups, height: size.height, width: size.width });
  return new Detector(net, {
    name,
    numClasses,
    classNames,
    inputSize: { height: size.height, width: size.width },
    mean,
    std,
    channels,
    convolutions,
    groups,
    p6,
    assigner,
    points,
  });
}

/** What the zoo is told of a detector's backbone; its own head is of no use, and small therefore. */
export function backboneOptions({ inChannels, dropPathRate, gradCheckpointing }: DetectorOptions): ModelOptions {
  return {
    numClasses: 1,
    ...(inChannels !== undefined && { inChannels }),
    ...(dropPathRate !== undefined && { dropPathRate }),
    ...(gradCheckpointing !== undefined && { gradCheckpointing }),
  };
}

/** The row of a name. @throws RangeError naming the detectors there are. */
export function variantOf(name: string): (typeof detectorVariants)[DetectorName] {
  if (isDetectorName(name)) return detectorVariants[name];
  throw new RangeError(`createDetector: expected one of ${detectorNames.join(", ")}, got "${name}".`);
}

function checkCounts(name: string, counts: Readonly<Record<string, number>>): void {
  for (const [what, count] of Object.entries(counts)) {
    if (Number.isInteger(count) && count >= 1 && count <= 65_536) continue;
    throw new RangeError(`${name}: ${what} must be a whole number from 1 to 65536, got ${count}.`);
  }
}
