/** The training images that show how far the values of a net reach, drawn from a seed. */
import { DataError, type Dataset, random, shuffled, subset } from "@tresnet/data";
import type { ImageBatch } from "@tresnet/export";
import { UsageError } from "../../errors.ts";
import { openEvaluationData } from "../../evaluation/evaluation-data.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { resolveOptions } from "../../options/resolve-options.ts";
import type { ExportOptions } from "../../settings/export-options.ts";
import { evaluateTable } from "../../settings/inference-options.ts";
import { readPixels } from "./read-pixels.ts";

/**
 * Reads the images as bytes, uint8 [n, size, size, 3].
 * @throws UsageError when the data can't be had, or none of it can be read: drawn images would show nothing.
 */
export async function calibrationImages(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  { data, calibrationImages: count, calibrationSeed }: ExportOptions,
): Promise<readonly ImageBatch[]> {
  const values = { split: "train", ...(data !== undefined && { data }) };
  const options = resolveOptions(evaluateTable, [{ source: "export", values }]);
  const opened = await openEvaluationData(job, checkpoint, options).catch((cause: unknown) => {
    if (cause instanceof UsageError || cause instanceof DataError) throw noImages(cause.message, cause);
    throw cause;
  });
  const batches = await readPixels(job, drawn(opened.data, count, calibrationSeed), checkpoint);
  if (batches.length > 0) return batches;
  throw noImages(`none of ${opened.data.name} that can be read`);
}

function drawn(data: Dataset, count: number, seed: number): Dataset {
  const order = shuffled(data.length, random(seed));
  return subset(data, order.subarray(0, count).toSorted());
}

function noImages(reason: string, cause?: unknown): UsageError {
  return new UsageError(
    `--quantize: expected training images to see how far values reach, got ${reason}. Name them by --data.`,
    { cause },
  );
}
