import { checkBoxes } from "./check-boxes.ts";

/** What four numbers of a box mean: two corners; a corner and sizes; the centre and sizes. */
export type BoxForm = "xyxy" | "xywh" | "cxcywh";

type Box = readonly [number, number, number, number];

/** Each form to corners and back. */
const forms = {
  xyxy: { toCorners: (box: Box): Box => box, fromCorners: (box: Box): Box => box },
  xywh: {
    toCorners: ([x, y, width, height]: Box): Box => [x, y, x + width, y + height],
    fromCorners: ([x1, y1, x2, y2]: Box): Box => [x1, y1, x2 - x1, y2 - y1],
  },
  cxcywh: {
    toCorners: ([x, y, width, height]: Box): Box => [x - width / 2, y - height / 2, x + width / 2, y + height / 2],
    fromCorners: ([x1, y1, x2, y2]: Box): Box => [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1],
  },
} as const satisfies Record<BoxForm, { toCorners: (box: Box) => Box; fromCorners: (box: Box) => Box }>;

/**
 * Writes boxes in another form: COCO's files have "xywh", YOLO's "cxcywh", all else here "xyxy".
 * @throws BoxError when the list is not of four numbers a box.
 * @see torchvision's `box_convert`
 */
export function convertBoxes(boxes: ArrayLike<number>, from: BoxForm, to: BoxForm): Float64Array {
  const converted = new Float64Array(boxes.length);
  for (let at = 0; at < 4 * checkBoxes("convertBoxes", boxes); at += 4) {
    const box: Box = [Number(boxes[at]), Number(boxes[at + 1]), Number(boxes[at + 2]), Number(boxes[at + 3])];
    converted.set(forms[to].fromCorners(forms[from].toCorners(box)), at);
  }
  return converted;
}
