/** The floats of a batch: its images, and a detector's targets behind them, in one block of memory. */
import { type AnyTransform, isOfBoxes, sizeOf } from "../transforms/transform.ts";
import { locationsOf, targetWidth } from "./objects/pack-targets.ts";

/** Views of one block. */
export interface BatchBlock {
  /** float32 [count, height, width, 3]. */
  readonly images: Float32Array;
  /** float32 [count, locations, 6], where targets are asked for. */
  readonly targets: Float32Array | undefined;
}

/** The bytes of the block of so many images. */
export function blockBytes(count: number, transform: AnyTransform): number {
  return (imageFloats(count, transform) + targetFloats(count, transform)) * Float32Array.BYTES_PER_ELEMENT;
}

/** Lays the block of so many images out in the memory, if it has its size, else in fresh memory. */
export function blockOf(count: number, transform: AnyTransform, memory?: SharedArrayBuffer): BatchBlock {
  const bytes = blockBytes(count, transform);
  const buffer = memory?.byteLength === bytes ? memory : new ArrayBuffer(bytes);
  const floats = imageFloats(count, transform);
  const images = new Float32Array(buffer, 0, floats);
  const targets = targetFloats(count, transform);
  if (targets === 0) return { images, targets: undefined };
  return { images, targets: new Float32Array(buffer, floats * Float32Array.BYTES_PER_ELEMENT, targets) };
}

function imageFloats(count: number, transform: AnyTransform): number {
  const { width, height } = sizeOf(transform);
  return count * width * height * 3;
}

function targetFloats(count: number, transform: AnyTransform): number {
  if (!isOfBoxes(transform) || !transform.targets) return 0;
  return count * locationsOf(transform.targets) * targetWidth;
}
