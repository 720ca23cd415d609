/** Objects on the images of a detector's case: as many as on a photograph of COCO, of all sizes. */
import type { TensorData } from "@tresnet/checkpoints";
import { random } from "@tresnet/data";
import type { BenchmarkCase } from "../cases.ts";

/** The mean of COCO's training images. */
const objectsPerImage = 7;

/**
 * The objects of a case's batch, the same for every side: `boxes` float32 [objects, 4] as x1, y1, x2, y2 in pixels,
 * `labels` int32 [objects], `counts` int32 [n]. Sides are an eighth to seven eighths of the image, none alike: a
 * location of two boxes of equal areas would be given to either.
 */
export function objectsOfCase({
  imageSize,
  batchSize,
  classes,
  seed,
}: Pick<BenchmarkCase, "imageSize" | "batchSize" | "classes" | "seed">): Map<string, TensorData> {
  const draws = random(seed, 2);
  const count = batchSize * objectsPerImage;
  const boxes = Array.from({ length: count }, () => {
    const [width, height] = [0, 1].map(() => draws.uniform(imageSize / 8, (7 * imageSize) / 8));
    const left = draws.uniform(0, imageSize - (width ?? 0));
    const top = draws.uniform(0, imageSize - (height ?? 0));
    return [left, top, left + (width ?? 0), top + (height ?? 0)];
  });
  const labels = Int32Array.from({ length: count }, () => draws.integer(classes));
  return new Map<string, TensorData>([
    ["boxes", { dtype: "F32", shape: [count, 4], data: Float32Array.from(boxes.flat()) }],
    ["labels", { dtype: "I32", shape: [count], data: labels }],
    ["counts", { dtype: "I32", shape: [batchSize], data: new Int32Array(batchSize).fill(objectsPerImage) }],
  ]);
}
