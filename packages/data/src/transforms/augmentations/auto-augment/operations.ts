/**
 * The operations of AutoAugment and RandAugment: how strong each is at a level, and what it does to pixels.
 *
 * RandAugment draws from them by number: a new one goes to the end, and moves what every seed gives.
 */
import type { AnyPixels } from "../../../dataset/pixels.ts";
import {
  autoContrast,
  brightness,
  contrast,
  equalize,
  invert,
  posterize,
  saturation,
  sharpness,
  solarize,
  solarizeAdd,
} from "./tones.ts";
import { type Affine, rotation, warp } from "./warp.ts";

/** A level of an operation as one image has it. */
export interface OperationLevel {
  /** 0 to 1. */
  readonly level: number;
  /** Which way an operation goes that has two, 1 or -1. */
  readonly sign: number;
  /** The image's width and height in pixels. */
  readonly image: Pick<AnyPixels, "width" | "height">;
}

/** One operation; a strength is in the operation's own unit, and 0 where it has none. */
interface Operation {
  /** The strength at a level of AutoAugment's policies: torchvision's, the paper's. */
  readonly policyStrength: (level: OperationLevel) => number;
  /** The strength at a level of RandAugment: timm's; `increasing` makes it change more with the level. */
  readonly randomStrength: (level: OperationLevel, increasing: boolean) => number;
  /** Changes uint8 [h, w, 3], in place or into a new image; what comes in from outside has the colour `fill`. */
  readonly apply: (image: AnyPixels, strength: number, fill: readonly number[]) => AnyPixels;
}

const none = () => 0;
const shear = ({ level, sign }: OperationLevel) => sign * level * 0.3;
const turn = ({ level, sign }: OperationLevel) => sign * level * 30;

/** A factor around 1. */
const factor = {
  policyStrength: ({ level, sign }: OperationLevel) => 1 + sign * level * 0.9,
  randomStrength: ({ level, sign }: OperationLevel, increasing: boolean) =>
    increasing ? Math.max(0.1, 1 + sign * level * 0.9) : level * 1.8 + 0.1,
};

/** By RandAugment's name; `Object.keys` gives its order. */
export const operations = {
  autoContrast: { policyStrength: none, randomStrength: none, apply: inPlace(autoContrast) },
  equalize: { policyStrength: none, randomStrength: none, apply: inPlace(equalize) },
  invert: { policyStrength: none, randomStrength: none, apply: inPlace(invert) },
  rotate: { policyStrength: turn, randomStrength: turn, apply: moved(rotation) },
  posterize: {
    policyStrength: ({ level }) => 8 - Math.round(level * 4),
    randomStrength: ({ level }, increasing) => (increasing ? 4 - Math.trunc(level * 4) : Math.trunc(level * 4)),
    apply: inPlace(posterize),
  },
  solarize: {
    policyStrength: ({ level }) => 255 * (1 - level),
    randomStrength: ({ level }, increasing) => (increasing ? 256 - Math.trunc(level * 256) : Math.trunc(level * 256)),
    apply: inPlace(solarize),
  },
  solarizeAdd: {
    policyStrength: none,
    randomStrength: ({ level }) => Math.trunc(level * 110),
    apply: inPlace(solarizeAdd),
  },
  color: { ...factor, apply: inPlace(saturation) },
  contrast: { ...factor, apply: inPlace(contrast) },
  brightness: { ...factor, apply: inPlace(brightness) },
  sharpness: { ...factor, apply: inPlace(sharpness) },
  shearX: {
    policyStrength: shear,
    randomStrength: shear,
    apply: moved((_, strength) => [1, strength, 0, 0, 1, 0]),
  },
  shearY: {
    policyStrength: shear,
    randomStrength: shear,
    apply: moved((_, strength) => [1, 0, 0, strength, 1, 0]),
  },
  translateX: {
    policyStrength: ({ level, sign, image }) => sign * level * (150 / 331) * image.width,
    randomStrength: ({ level, sign, image }) => sign * level * 0.45 * image.width,
    apply: moved((_, strength) => [1, 0, strength, 0, 1, 0]),
  },
  translateY: {
    policyStrength: ({ level, sign, image }) => sign * level * (150 / 331) * image.height,
    randomStrength: ({ level, sign, image }) => sign * level * 0.45 * image.height,
    apply: moved((_, strength) => [1, 0, 0, 0, 1, strength]),
  },
} as const satisfies Readonly<Record<string, Operation>>;

/** The name of an operation. */
export type OperationName = keyof typeof operations;

function inPlace(change: (image: AnyPixels, strength: number) => void): Operation["apply"] {
  return (image, strength) => {
    change(image, strength);
    return image;
  };
}

function moved(affine: (image: AnyPixels, strength: number) => Affine): Operation["apply"] {
  return (image, strength, fill) => warp(image, affine(image, strength), fill);
}
