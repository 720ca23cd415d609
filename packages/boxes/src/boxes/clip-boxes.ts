import { checkBoxes } from "./check-boxes.ts";

/**
 * Cuts boxes [x1, y1, x2, y2, …] to an image, in pixels; what lies outside becomes a box without an area at the border.
 * @throws BoxError when the list is not of four numbers a box.
 * @see torchvision's `clip_boxes_to_image`
 */
export function clipBoxes(
  boxes: ArrayLike<number>,
  { height, width }: { readonly height: number; readonly width: number },
): Float64Array {
  checkBoxes("clipBoxes", boxes);
  return Float64Array.from(boxes, (value, at) => Math.min(Math.max(value, 0), at % 2 === 0 ? width : height));
}
