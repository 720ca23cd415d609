/** What COCO's elements say of sizes and boxes; what is no number is left out here, and told of where it is needed. */
import type { PixelSize } from "../../dataset/objects/box-dataset.ts";

/** A number of an element; undefined where it has none. */
export function cocoNumber(value: unknown, key: string): number | undefined {
  const found = property(value, key);
  return typeof found === "number" ? found : undefined;
}

/** The size that an image's element states. */
export function cocoSize(value: unknown): PixelSize | undefined {
  const [width, height] = [cocoNumber(value, "width"), cocoNumber(value, "height")];
  return width !== undefined && height !== undefined && width > 0 && height > 0 ? { width, height } : undefined;
}

/** An annotation's [x, y, width, height] as its sides; undefined where it has no four numbers. */
export function cocoBox(value: unknown): readonly [number, number, number, number] | undefined {
  const box = property(value, "bbox");
  if (!Array.isArray(box) || box.length !== 4) return undefined;
  const [x, y, width, height]: unknown[] = box;
  if (typeof x !== "number" || typeof y !== "number" || typeof width !== "number" || typeof height !== "number")
    return undefined;
  return [x, y, x + width, y + height];
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
