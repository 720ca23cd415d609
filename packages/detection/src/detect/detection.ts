/** What was found, in a form for people. */
import type { Detections } from "@tresnet/boxes";

/** One object that was found. */
export interface Detection {
  /** x1, y1, x2, y2 in pixels of the original image. */
  readonly box: readonly [number, number, number, number];
  /** How sure the detector is, 0 to 1. */
  readonly score: number;
  /** The class, from 0. */
  readonly label: number;
  /** The class in words; its number where the detector has no names. */
  readonly name: string;
}

/** Lists the objects of an image, by descending score. */
export function listDetections(
  { boxes, scores, labels }: Detections,
  { classNames }: { readonly classNames?: readonly string[] | undefined },
): Detection[] {
  return Array.from(scores, (score, index) => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(4 * index, 4 * index + 4);
    const label = labels[index] ?? 0;
    return { box: [x1, y1, x2, y2], score, label, name: classNames?.[label] ?? String(label) };
  });
}
