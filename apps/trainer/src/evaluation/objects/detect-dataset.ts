/** Applies a detector to every image of a dataset. */
import * as tf from "@tensorflow/tfjs-core";
import { type BatchSource, type BoxDataset, type Dataset, hasBoxes } from "@tresnet/data";
import { type DetectionEvaluator, listDetections } from "@tresnet/detection";
import type { DetectedImage, KnownObject } from "../../detection/found-objects.ts";
import { scoreDetections } from "../../detection/score-detections.ts";
import type { DetectedDataset } from "../evaluate-dataset.ts";
import type { PassOptions } from "../predict-dataset.ts";

/** An image with what was found there, and its index in the dataset. */
export type IndexedImage = DetectedImage & { readonly index: number };

/**
 * What a detector finds on the images that `loader` reads of `data`, in order; images that could not be read are left
 * out. What is known of each stands beside it, where the data has boxes.
 * @throws the signal's reason when it is aborted; BrokenImageError when the loader is told to fail; BoxError when the
 * detector answers with NaN.
 */
export async function detectDataset(
  evaluator: DetectionEvaluator,
  loader: BatchSource,
  data: Dataset,
  { onProgress, signal }: Pick<PassOptions, "onProgress" | "signal"> = {},
): Promise<IndexedImage[]> {
  const detected: IndexedImage[] = [];
  for await (const batch of loader.epoch(0, { signal })) {
    const placements = batch.objects?.images;
    if (placements === undefined) throw new Error("detectDataset: expected batches of images with boxes, got others.");
    const images = tf.tensor4d(batch.images, [...batch.shape]);
    const found = await evaluator.run(images, placements).finally(() => images.dispose());
    for (const [place, index] of batch.indices.entries()) {
      const answers = found[place];
      if (answers === undefined) throw new Error(`detectDataset: expected an answer for image ${index}, got none.`);
      detected.push({
        index,
        file: data.id(index),
        size: placements[place]?.originalSize,
        found: listDetections(answers, {}).map(({ box, label, score }) => ({ box, label, score })),
        known: hasBoxes(data) ? knownObjects(data, index) : [],
      });
    }
    loader.recycle(batch);
    onProgress?.(detected.length, data.length);
  }
  return detected;
}

/**
 * Scores a detector on the dataset that `loader` reads. @throws what `detectDataset` throws; Error without an image.
 */
export async function evaluateDetector(
  evaluator: DetectionEvaluator,
  loader: BatchSource,
  data: Dataset,
  options: Pick<PassOptions, "onProgress" | "signal"> & {
    readonly classNames: readonly string[];
    /** Puts what was found together with what other processes have found; nothing by default. */
    readonly gather?: (own: readonly IndexedImage[]) => Promise<readonly IndexedImage[]>;
  },
): Promise<DetectedDataset> {
  const { gather = async (own) => own } = options;
  const detected = await gather(await detectDataset(evaluator, loader, data, options));
  if (detected.length === 0) {
    throw new Error(
      `${data.name}: expected images to evaluate on, got none of ${data.length} that could be read. Check the files.`,
    );
  }
  return { evaluation: scoreDetections(detected, options.classNames), detected, broken: loader.broken };
}

/** What is known to be on an image. */
export function knownObjects(data: BoxDataset, index: number): KnownObject[] {
  const { boxes, labels, crowds, areas } = data.boxes(index);
  return Array.from(labels, (label, place) => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(4 * place, 4 * place + 4);
    return { box: [x1, y1, x2, y2], label, area: areas[place] ?? 0, isCrowd: crowds[place] === 1 };
  });
}
