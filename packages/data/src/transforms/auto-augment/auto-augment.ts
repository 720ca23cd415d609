/** Policies of augmentation: AutoAugment's two, as published, and RandAugment. */
import type { Pixels } from "../../dataset/dataset.ts";
import type { Random } from "../../random.ts";
import type { AutoAugment, ChannelValues } from "../transform.ts";
import { type Policy, policies } from "./policies.ts";
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

const randomOperations = [
  "autoContrast",
  "equalize",
  "invert",
  "rotate",
  "posterize",
  "solarize",
  "solarizeAdd",
  "color",
  "contrast",
  "brightness",
  "sharpness",
  "shearX",
  "shearY",
  "translateX",
  "translateY",
] as const;

export type Operation = (typeof randomOperations)[number];

/**
 * uint8 [h, w, 3] → uint8 [h, w, 3], maybe in place; the draws alone decide what happens.
 *
 * A policy's strengths are torchvision's (the paper's), RandAugment's are timm's; moved pixels are bilinear, and what
 * comes in from outside has the colour `mean`.
 * @see Cubuk et al. 2019, https://arxiv.org/abs/1805.09501; Cubuk et al. 2020, https://arxiv.org/abs/1909.13719
 */
export function autoAugment(image: Pixels, policy: AutoAugment, mean: ChannelValues, draws: Random): Pixels {
  const fill = mean.map((value) => Math.round(255 * value));
  if (policy.kind === "random") return randAugment(image, policy, fill, draws);
  const table: Policy = policies[policy.kind];
  const chosen = table[draws.integer(table.length)] ?? [];
  let result = image;
  for (const [operation, probability, level] of chosen) {
    const [chance, sign] = [draws.next(), draws.next() < 0.5 ? -1 : 1];
    if (chance < probability) result = apply(result, operation, policyStrength(image, operation, level, sign), fill);
  }
  return result;
}

function randAugment(
  image: Pixels,
  { operations, magnitude, deviation, increasing }: Extract<AutoAugment, { kind: "random" }>,
  fill: readonly number[],
  draws: Random,
): Pixels {
  let result = image;
  for (let count = 0; count < operations; count++) {
    const operation = randomOperations[draws.integer(randomOperations.length)] ?? "equalize";
    const [chance, sign] = [draws.next(), draws.next() < 0.5 ? -1 : 1];
    const normal = Math.sqrt(-2 * Math.log(1 - draws.next())) * Math.cos(2 * Math.PI * draws.next());
    // Half of the operations are left out, as timm does.
    if (chance >= 0.5) continue;
    const level = Math.min(10, Math.max(0, magnitude + deviation * normal)) / 10;
    result = apply(result, operation, randomStrength(image, operation, { level, sign, increasing }), fill);
  }
  return result;
}

/** Level 0 to 9 of a policy in the operation's own unit. */
function policyStrength({ width, height }: Pixels, operation: Operation, level: number, sign: number): number {
  const share = level / 9;
  switch (operation) {
    case "shearX":
    case "shearY":
      return sign * share * 0.3;
    case "translateX":
      return sign * share * (150 / 331) * width;
    case "translateY":
      return sign * share * (150 / 331) * height;
    case "rotate":
      return sign * share * 30;
    case "color":
    case "contrast":
    case "brightness":
    case "sharpness":
      return 1 + sign * share * 0.9;
    case "posterize":
      return 8 - Math.round(share * 4);
    case "solarize":
      return 255 * (1 - share);
    default:
      return 0;
  }
}

interface Level {
  /** 0 to 1. */
  readonly level: number;
  readonly sign: number;
  readonly increasing: boolean;
}

function randomStrength({ width, height }: Pixels, operation: Operation, { level, sign, increasing }: Level): number {
  switch (operation) {
    case "shearX":
    case "shearY":
      return sign * level * 0.3;
    case "translateX":
      return sign * level * 0.45 * width;
    case "translateY":
      return sign * level * 0.45 * height;
    case "rotate":
      return sign * level * 30;
    case "color":
    case "contrast":
    case "brightness":
    case "sharpness":
      return increasing ? Math.max(0.1, 1 + sign * level * 0.9) : level * 1.8 + 0.1;
    case "posterize":
      return increasing ? 4 - Math.trunc(level * 4) : Math.trunc(level * 4);
    case "solarize":
      return increasing ? 256 - Math.trunc(level * 256) : Math.trunc(level * 256);
    case "solarizeAdd":
      return Math.trunc(level * 110);
    default:
      return 0;
  }
}

/** Applies one operation of this strength, in its own unit. */
export function apply(image: Pixels, operation: Operation, strength: number, fill: readonly number[]): Pixels {
  const moved = affineOf(image, operation, strength);
  if (moved) return warp(image, moved, fill);
  tones[operation]?.(image, strength);
  return image;
}

const tones: Partial<Record<Operation, (image: Pixels, strength: number) => void>> = {
  autoContrast,
  equalize,
  invert,
  posterize,
  solarize,
  solarizeAdd,
  color: saturation,
  contrast,
  brightness,
  sharpness,
};

function affineOf(image: Pixels, operation: Operation, strength: number): Affine | undefined {
  switch (operation) {
    case "shearX":
      return [1, strength, 0, 0, 1, 0];
    case "shearY":
      return [1, 0, 0, strength, 1, 0];
    case "translateX":
      return [1, 0, strength, 0, 1, 0];
    case "translateY":
      return [1, 0, 0, 0, 1, strength];
    case "rotate":
      return rotation(image, strength);
    default:
      return undefined;
  }
}
