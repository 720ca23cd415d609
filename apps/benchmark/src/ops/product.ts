/** A convolution or a matrix product, as any side runs it. */
import type { Direction } from "./op-classes.ts";

export interface Product {
  readonly direction: Direction;
  /** Height and width of the kernel; 1 for a matrix product. */
  readonly kernel: number;
  readonly depthwise: boolean;
  /**
   * Height and width of the map of results, such as `14×14`; what a matrix product has of rows, if that is no square
   * map.
   */
  readonly map: string;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Billions of multiplications and additions. */
  readonly gigaflop: number;
}

/** Where two sides' products are the same work. */
export function productKey({ direction, kernel, depthwise, map, inChannels, outChannels }: Product): string {
  const size = depthwise ? `depthwise ${kernel}×${kernel}` : `${kernel}×${kernel}`;
  return `${size} ${direction} | ${map} | ${inChannels} → ${outChannels}`;
}

/** The map of so many rows of a matrix, `rows` of them from `batch` images. */
export function mapOfRows(rows: number, batch: number): string {
  const side = Math.sqrt(rows / batch);
  return Number.isInteger(side) && side > 1 ? `${side}×${side}` : `${rows} rows`;
}
