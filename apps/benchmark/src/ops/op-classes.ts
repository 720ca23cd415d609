/** What kinds of work a step's time is sorted into; the same for every side. */

/** From the most particular to the rest, in the order of the tables. */
export const opClasses = [
  "3×3 forward",
  "3×3 data gradient",
  "3×3 weight gradient",
  "3×3 by Winograd",
  "matrix products, 1×1",
  "batch norm",
  "elementwise, sums",
  "pooling, padding",
  "casts, layout",
  "optimizer",
  "other",
] as const;

/**
 * Kernels of 5×5 or 7×7 count as 3×3: they are convolutions proper. By Winograd: forward and gradients by fewer
 * products, and all that these need.
 */
export type OpClass = (typeof opClasses)[number];

export type Direction = "forward" | "data gradient" | "weight gradient";

/** The class of a convolution: depthwise ones are how a blur pool is written elsewhere. */
export function convolutionClass({ kernel, depthwise, direction }: ConvolutionKind): OpClass {
  if (depthwise) return "pooling, padding";
  return kernel === 1 ? "matrix products, 1×1" : `3×3 ${direction}`;
}

interface ConvolutionKind {
  /** Height of the kernel. */
  readonly kernel: number;
  readonly depthwise: boolean;
  readonly direction: Direction;
}
