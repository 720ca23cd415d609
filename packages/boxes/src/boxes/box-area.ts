/** The area in square pixels of box `index` of a list [x1, y1, x2, y2, …]. */
export function boxArea(boxes: ArrayLike<number>, index: number): number {
  const at = 4 * index;
  return (Number(boxes[at + 2]) - Number(boxes[at])) * (Number(boxes[at + 3]) - Number(boxes[at + 1]));
}
