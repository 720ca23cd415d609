import type { QuantizeOptions, QuantizingProgress } from "@tresnet/export";
import type { ExportContent } from "../../export/exporter.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import type { ExportOptions } from "../../settings/export-options.ts";
import { calibrationImages } from "./calibration-images.ts";
import { normalized } from "./check-written.ts";

/**
 * How the net is rounded to 8 bits, with the images for it; undefined where it is not.
 * @throws UsageError when the training images can't be had.
 */
export async function quantizeOptions(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  content: ExportContent,
  options: ExportOptions,
): Promise<QuantizeOptions | undefined> {
  if (options.quantize === undefined) return undefined;
  const batches = await calibrationImages(job, checkpoint, options);
  const onProgress = ({ done, of: total }: QuantizingProgress) =>
    job.emit({ type: "progress", work: "measuring values", done, total });
  return { images: batches.map((batch) => normalized(batch, content)), method: options.calibration, onProgress };
}
