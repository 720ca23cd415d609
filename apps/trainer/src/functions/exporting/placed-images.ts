/** Images on which an exported detector is compared with the detector: some of its data, or drawn ones. */
import { BatchLoader, type Dataset, syntheticScenes } from "@tresnet/data";
import type { Placement } from "@tresnet/detection";
import type { ImageBatch, PlacedImages } from "@tresnet/export";
import type { DetectorContent } from "../../export/detectors/detector-exporter.ts";
import { evalBoxesTransformOf } from "../../images/box-plan.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { openData, spread } from "./images-to-check.ts";

/** Images with their places in the input, and what they are. */
export interface PlacedImagesToCheck {
  /** The first batch is one image, for an export must take any number. */
  readonly batches: readonly PlacedImages[];
  /** What they are, in words: "16 test images". */
  readonly what: string;
}

type Placed = { readonly values: Float32Array; readonly placement: Placement };

/** Reads images as evaluation places them; those that can't be read are left out. */
export async function placedImages(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  data: string | undefined,
  content: DetectorContent,
): Promise<PlacedImagesToCheck> {
  const opened = await openData(job, checkpoint, data);
  const own = opened === undefined ? [] : await read(job, spread(opened.data), checkpoint);
  if (opened !== undefined && own.length > 0) {
    return { batches: inBatches(own, content), what: `${own.length} ${opened.what}` };
  }
  const drawn = await read(job, spread(syntheticScenes().val), checkpoint);
  return { batches: inBatches(drawn, content), what: `${drawn.length} drawn images, for there are none of its data` };
}

async function read(job: Job<CommonEvent>, data: Dataset, { info }: Checkpoint): Promise<readonly Placed[]> {
  if (data.length === 0) return [];
  const transform = evalBoxesTransformOf(info.model);
  const loader = new BatchLoader(data, { batchSize: 1, workers: 0, onBroken: "skip", cache: false, transform });
  const placed: Placed[] = [];
  try {
    for await (const { images, objects } of loader.epoch(0, { signal: job.signal })) {
      const [placement] = objects?.images ?? [];
      if (placement !== undefined) placed.push({ values: Float32Array.from(images), placement });
    }
  } finally {
    await loader.close();
  }
  return placed;
}

/** One image alone, then the others. */
function inBatches(placed: readonly Placed[], content: DetectorContent): readonly PlacedImages[] {
  return [placed.slice(0, 1), placed.slice(1)]
    .filter((part) => part.length > 0)
    .map((part) => ({ images: batchOf(part, content), placements: part.map(({ placement }) => placement) }));
}

function batchOf(placed: readonly Placed[], { size, input, mean, std }: DetectorContent): ImageBatch {
  const shape = [placed.length, size, size, 3] as const;
  const values = new Float32Array(placed.length * size * size * 3);
  for (const [place, image] of placed.entries()) values.set(image.values, place * image.values.length);
  if (input === "float32") return { values, shape };
  const byte = (value: number, index: number) =>
    Math.round(255 * (value * (std[index % 3] ?? 1) + (mean[index % 3] ?? 0)));
  return { values: Uint8Array.from(values, byte), shape };
}
