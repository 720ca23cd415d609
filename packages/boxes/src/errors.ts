/** Boxes, annotations or detections that can't be used as they are; the message says which one and why. */
export class BoxError extends Error {
  override readonly name = "BoxError";
}
