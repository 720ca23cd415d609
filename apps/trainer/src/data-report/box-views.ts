/** What a detector's training will see of some images, taken from the loader that it would use. */
import { BatchLoader, type BoxDataset, type Pixels } from "@tresnet/data";
import { buildDetector } from "@tresnet/detection";
import sharp from "sharp";
import { type DrawnBox, drawBoxes } from "../detection/draw-boxes.ts";
import { detectorInputSize, savedDetector, trainBoxesTransformOf } from "../images/box-plan.ts";
import { loaderOptions } from "../images/data-plan.ts";
import { detectorOf } from "../settings/detection/detector-name.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { denormalized, type TrainingViewsOptions, type ViewedImage } from "./training-views.ts";

/** The first images of the training's first epoch, each with its boxes as the first epochs get them. */
export async function boxViews(
  data: BoxDataset,
  options: TrainOptions,
  { count, versions, signal, onProgress }: Pick<TrainingViewsOptions, "count" | "versions" | "signal" | "onProgress">,
): Promise<ViewedImage[]> {
  const { classNames } = data;
  const detector = buildDetector(detectorOf(options.model), { classNames, inputSize: detectorInputSize(options) });
  const saved = savedDetector(options, detector, classNames);
  const transform = trainBoxesTransformOf(options, saved, detector);
  const loader = new BatchLoader(data, { ...loaderOptions(options), batchSize: 1, prefetch: 1, transform });
  const chosen = Array.from(loader.order(0).slice(0, count));
  try {
    const images: ViewedImage[] = [];
    for (const index of chosen) {
      const views = [];
      for (let epoch = 0; epoch < versions; epoch++) {
        const startBatch = loader.order(epoch).indexOf(index);
        for await (const batch of loader.epoch(epoch, { startBatch, signal })) {
          const pixels = denormalized(batch.images, saved);
          const objects = batch.objects?.images[0];
          const labels = Array.from(objects?.labels ?? []);
          const boxes = labels.map((label, at): DrawnBox => {
            const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = objects?.boxes.subarray(4 * at, 4 * at + 4) ?? [];
            return { box: [x1, y1, x2, y2], label, text: classNames[label], isDashed: objects?.crowds[at] === 1 };
          });
          const names = [...new Set(labels)].map((label) => ({ name: classNames[label] ?? "", share: 1 }));
          views.push({ epoch, pixels: await withBoxes(pixels, boxes), label: names });
          break;
        }
      }
      images.push({ index, id: data.id(index), views });
      onProgress?.(images.length * versions, chosen.length * versions);
    }
    return images;
  } finally {
    await loader.close();
  }
}

/** A copy of a picture with boxes drawn on it. */
async function withBoxes(pixels: Pixels, boxes: readonly DrawnBox[]): Promise<Pixels> {
  const { data, width, height, channels } = pixels;
  const input = Buffer.from(drawBoxes(boxes, pixels));
  const drawn = await sharp(data, { raw: { width, height, channels } })
    .composite([{ input }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data: new Uint8Array(drawn), width, height, channels: 3 };
}
