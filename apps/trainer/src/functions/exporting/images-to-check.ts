/** Images on which an export is compared with its model: some of the run's own data, or drawn ones where it is gone. */
import { DataError, type Dataset, subset, syntheticData } from "@tresnet/data";
import type { ImageBatch } from "@tresnet/export";
import { UsageError } from "../../errors.ts";
import { openEvaluationData } from "../../evaluation/evaluation-data.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { resolveOptions } from "../../options/resolve-options.ts";
import { evaluateTable } from "../../settings/inference-options.ts";
import { readPixels } from "./read-pixels.ts";

/** Images as bytes, and what they are. */
export interface ImagesToCheck {
  /** uint8 [n, size, size, 3]; the first batch is one image, for an export must take any number. */
  readonly batches: readonly ImageBatch[];
  /** What they are, in words: "16 test images". */
  readonly what: string;
}

/** Enough for a wrong weight to be seen, and soon done. */
const count = 16;

/** Reads images as evaluation crops them; those that can't be read are left out. */
export async function imagesToCheck(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  data: string | undefined,
): Promise<ImagesToCheck> {
  const opened = await openData(job, checkpoint, data);
  const own = opened === undefined ? [] : apart(await readPixels(job, spread(opened.data), checkpoint));
  if (opened !== undefined && own.length > 0) return { batches: own, what: `${countOf(own)} ${opened.what}` };
  const { val } = syntheticData({ size: Math.min(1024, Math.max(8, checkpoint.info.model.imgSize)) });
  const drawn = apart(await readPixels(job, spread(val), checkpoint));
  return { batches: drawn, what: `${countOf(drawn)} drawn images, for there are none of its data` };
}

/** The data that is named, or that of the checkpoint's run; undefined where that is gone. */
export async function openData(job: Job<CommonEvent>, checkpoint: Checkpoint, data: string | undefined) {
  try {
    return await openEvaluationData(
      job,
      checkpoint,
      resolveOptions(evaluateTable, [{ source: "export", values: data === undefined ? {} : { data } }]),
    );
  } catch (error) {
    if (data !== undefined) throw error;
    if (error instanceof UsageError || error instanceof DataError) return undefined; // moved, deleted, or never named
    throw error;
  }
}

/** Images from all over a dataset, whose classes often follow each other. */
export function spread(data: Dataset): Dataset {
  const taken = Math.min(count, data.length);
  return subset(
    data,
    Array.from({ length: taken }, (_, index) => Math.floor((index * data.length) / taken)),
  );
}

/** One image alone, for an export must take any number, and then the others. */
function apart([batch, ...others]: readonly ImageBatch[]): readonly ImageBatch[] {
  if (batch === undefined) return [];
  const { values, shape } = batch;
  const [n, height, width, channels] = shape;
  const one = height * width * channels;
  const first: ImageBatch = { values: values.slice(0, one), shape: [1, height, width, channels] };
  if (n === 1) return [first, ...others];
  return [first, { values: values.slice(one), shape: [n - 1, height, width, channels] }, ...others];
}

function countOf(batches: readonly ImageBatch[]): number {
  return batches.reduce((sum, { shape: [n] }) => sum + n, 0);
}
