/** The detectors by name, as data. */
import type { ModelName } from "@tresnet/zoo";

/** A row of `detectorVariants`: all that makes one detector differ from another. */
export interface DetectorVariant {
  /** The model of the zoo that is its backbone. */
  readonly backbone: ModelName;
  /** Channels of the pyramid's maps. */
  readonly channels: number;
  /** Convolutions of the head before each answer. */
  readonly convolutions: number;
  /** Groups of the head's group norms. */
  readonly groups: number;
  /** Height and width that images are brought to unless somebody says otherwise, pixels. */
  readonly inputSize: number;
}

/** FCOS as its paper and torchvision have it. */
const paper = { channels: 256, convolutions: 4, groups: 32, inputSize: 512 } as const;

/**
 * The detectors by name: a new one is a row here.
 *
 * `fcos_tresnet_s` is ours, for small images or tiles on a CPU: a quarter of the arithmetic of the paper's pyramid and
 * head, as its backbone has half the width; its two maps make a pyramid of four levels, strides 8 to 64.
 * `fcos_resnet50_fpn` is torchvision's.
 * @see Tian et al. 2019, https://arxiv.org/abs/1904.01355
 */
export const detectorVariants = {
  fcos_tresnet_s: { ...paper, backbone: "tresnet_s", channels: 128, inputSize: 192 },
  fcos_tresnet_m: { ...paper, backbone: "tresnet_m" },
  fcos_tresnet_l: { ...paper, backbone: "tresnet_l" },
  fcos_resnet50_fpn: { ...paper, backbone: "resnet50", inputSize: 800 },
} as const satisfies Readonly<Record<string, DetectorVariant>>;

/** The name of a detector. */
export type DetectorName = keyof typeof detectorVariants;

/** The names of all detectors. */
export const detectorNames: readonly DetectorName[] = Object.keys(detectorVariants).filter(isDetectorName);

/** Whether this is the name of a detector. */
export function isDetectorName(name: string): name is DetectorName {
  return Object.hasOwn(detectorVariants, name);
}
