/**
 * AutoAugment's published policies: one of 25 pairs is drawn for an image, each of its operations has a probability and
 * a level from 0 to 9.
 */
import type { OperationName } from "./operations.ts";

/** Operation, probability, level (0 where the operation has none). */
type Step = readonly [operation: OperationName, probability: number, level: number];
type SubPolicy = readonly [Step, Step];
export type Policy = readonly SubPolicy[];

const imagenet: readonly SubPolicy[] = [
  [
    ["posterize", 0.4, 8],
    ["rotate", 0.6, 9],
  ],
  [
    ["solarize", 0.6, 5],
    ["autoContrast", 0.6, 0],
  ],
  [
    ["equalize", 0.8, 0],
    ["equalize", 0.6, 0],
  ],
  [
    ["posterize", 0.6, 7],
    ["posterize", 0.6, 6],
  ],
  [
    ["equalize", 0.4, 0],
    ["solarize", 0.2, 4],
  ],
  [
    ["equalize", 0.4, 0],
    ["rotate", 0.8, 8],
  ],
  [
    ["solarize", 0.6, 3],
    ["equalize", 0.6, 0],
  ],
  [
    ["posterize", 0.8, 5],
    ["equalize", 1, 0],
  ],
  [
    ["rotate", 0.2, 3],
    ["solarize", 0.6, 8],
  ],
  [
    ["equalize", 0.6, 0],
    ["posterize", 0.4, 6],
  ],
  [
    ["rotate", 0.8, 8],
    ["color", 0.4, 0],
  ],
  [
    ["rotate", 0.4, 9],
    ["equalize", 0.6, 0],
  ],
  [
    ["equalize", 0, 0],
    ["equalize", 0.8, 0],
  ],
  [
    ["invert", 0.6, 0],
    ["equalize", 1, 0],
  ],
  [
    ["color", 0.6, 4],
    ["contrast", 1, 8],
  ],
  [
    ["rotate", 0.8, 8],
    ["color", 1, 2],
  ],
  [
    ["color", 0.8, 8],
    ["solarize", 0.8, 7],
  ],
  [
    ["sharpness", 0.4, 7],
    ["invert", 0.6, 0],
  ],
  [
    ["shearX", 0.6, 5],
    ["equalize", 1, 0],
  ],
  [
    ["color", 0.4, 0],
    ["equalize", 0.6, 0],
  ],
  [
    ["equalize", 0.4, 0],
    ["solarize", 0.2, 4],
  ],
  [
    ["solarize", 0.6, 5],
    ["autoContrast", 0.6, 0],
  ],
  [
    ["invert", 0.6, 0],
    ["equalize", 1, 0],
  ],
  [
    ["color", 0.6, 4],
    ["contrast", 1, 8],
  ],
  [
    ["equalize", 0.8, 0],
    ["equalize", 0.6, 0],
  ],
];
const cifar10: readonly SubPolicy[] = [
  [
    ["invert", 0.1, 0],
    ["contrast", 0.2, 6],
  ],
  [
    ["rotate", 0.7, 2],
    ["translateX", 0.3, 9],
  ],
  [
    ["sharpness", 0.8, 1],
    ["sharpness", 0.9, 3],
  ],
  [
    ["shearY", 0.5, 8],
    ["translateY", 0.7, 9],
  ],
  [
    ["autoContrast", 0.5, 0],
    ["equalize", 0.9, 0],
  ],
  [
    ["shearY", 0.2, 7],
    ["posterize", 0.3, 7],
  ],
  [
    ["color", 0.4, 3],
    ["brightness", 0.6, 7],
  ],
  [
    ["sharpness", 0.3, 9],
    ["brightness", 0.7, 9],
  ],
  [
    ["equalize", 0.6, 0],
    ["equalize", 0.5, 0],
  ],
  [
    ["contrast", 0.6, 7],
    ["sharpness", 0.6, 5],
  ],
  [
    ["color", 0.7, 7],
    ["translateX", 0.5, 8],
  ],
  [
    ["equalize", 0.3, 0],
    ["autoContrast", 0.4, 0],
  ],
  [
    ["translateY", 0.4, 3],
    ["sharpness", 0.2, 6],
  ],
  [
    ["brightness", 0.9, 6],
    ["color", 0.2, 8],
  ],
  [
    ["solarize", 0.5, 2],
    ["invert", 0, 0],
  ],
  [
    ["equalize", 0.2, 0],
    ["autoContrast", 0.6, 0],
  ],
  [
    ["equalize", 0.2, 0],
    ["equalize", 0.6, 0],
  ],
  [
    ["color", 0.9, 9],
    ["equalize", 0.6, 0],
  ],
  [
    ["autoContrast", 0.8, 0],
    ["solarize", 0.2, 8],
  ],
  [
    ["brightness", 0.1, 3],
    ["color", 0.7, 0],
  ],
  [
    ["solarize", 0.4, 5],
    ["autoContrast", 0.9, 0],
  ],
  [
    ["translateY", 0.9, 9],
    ["translateY", 0.7, 9],
  ],
  [
    ["autoContrast", 0.9, 0],
    ["solarize", 0.8, 3],
  ],
  [
    ["equalize", 0.8, 0],
    ["invert", 0.1, 0],
  ],
  [
    ["translateY", 0.7, 9],
    ["autoContrast", 0.9, 0],
  ],
];

/** @see Cubuk et al. 2019, https://arxiv.org/abs/1805.09501, tables 7 and 9 (torchvision AutoAugmentPolicy) */
export const policies = { imagenet, cifar10 } as const;
