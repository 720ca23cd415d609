/**
 * The filters that images are resized with, under timm's and Pillow's names; each is widened when it shrinks, but for
 * "nearest", which takes one pixel as it is.
 *
 * @see Pillow src/libImaging/Resample.c (box_filter, bilinear_filter, hamming_filter, bicubic_filter, lanczos_filter)
 */
import type { Interpolation } from "@tresnet/preparation";

/** A filter as a function of the distance from its middle, in pixels of the result. */
interface ResizeFilter {
  /** The distance from which on the weight is 0. */
  readonly support: number;
  readonly weightAt: (distance: number) => number;
}

/** The filters by name. */
export const filters: Readonly<Record<Exclude<Interpolation, "nearest">, ResizeFilter>> = {
  bilinear: { support: 1, weightAt: (distance) => Math.max(0, 1 - Math.abs(distance)) },
  bicubic: { support: 2, weightAt: cubic },
  box: { support: 0.5, weightAt: (distance) => (distance > -0.5 && distance <= 0.5 ? 1 : 0) },
  hamming: { support: 1, weightAt: hamming },
  lanczos: { support: 3, weightAt: (distance) => (Math.abs(distance) < 3 ? sinc(distance) * sinc(distance / 3) : 0) },
};

/** Keys' cubic with a = −1/2. */
function cubic(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

function hamming(distance: number): number {
  const x = Math.abs(distance);
  return x < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(x * Math.PI)) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}
