/** Images as bytes, for what is exported to be asked. */
import { BatchLoader, type Dataset } from "@tresnet/data";
import type { ImageBatch } from "@tresnet/export";
import { evaluationTransform } from "../../images/data-plan.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";

/** Images of a batch: of the largest, 4096 × 4096, they are 3 GB as float32. */
const batchSize = 16;

/** Reads pixels as evaluation crops them, uint8 [n, size, size, 3]; images that can't be read are left out. */
export async function readPixels(
  job: Job<CommonEvent>,
  data: Dataset,
  { info }: Checkpoint,
): Promise<readonly ImageBatch[]> {
  if (data.length === 0) return [];
  const transform = evaluationTransform({ ...info.model, mean: [0, 0, 0], std: [1, 1, 1] });
  const loader = new BatchLoader(data, { batchSize, workers: 0, onBroken: "skip", cache: false, transform });
  const batches: ImageBatch[] = [];
  try {
    for await (const { images, shape } of loader.epoch(0, { signal: job.signal })) {
      batches.push({ values: Uint8Array.from(images, (value) => Math.round(value * 255)), shape });
    }
  } finally {
    await loader.close();
  }
  return batches;
}
