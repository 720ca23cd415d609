/** Scores a detector of tiles on whole photographs. */
import { type BoxDataset, type TiledDataset, type TileOptions, tiledDataset } from "@tresnet/data";
import { scoreDetections } from "../../detection/score-detections.ts";
import { UsageError } from "../../errors.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { formatCount } from "../../text/format.ts";
import { detectPhotographs } from "./detect-photographs.ts";
import type { FindingOptions } from "./with-detector.ts";

/** What COCO's scores count of an image and class at most. */
const mostCounted = 100;

/** Applies a checkpoint's detector to the tiles of photographs, merges what was found, and scores that. */
export async function scorePhotographs(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  photographs: BoxDataset,
  options: FindingOptions & { readonly tile: TileOptions },
) {
  const { images, broken, damaged } = await detectPhotographs(job, checkpoint, photographs, {
    ...options,
    work: "evaluating",
  });
  const crowded = images.filter(({ known }) => mostOfAClass(known.map(({ label }) => label)) > mostCounted).length;
  if (crowded > 0) {
    const message = `${formatCount(crowded)} of ${formatCount(images.length)} photographs have more than ${mostCounted} objects of a class: COCO's scores count the best ${mostCounted} of them, so that recall can't be whole (--score-on tiles)`;
    job.emit({ type: "notice", level: "warning", message });
  }
  const evaluation = scoreDetections(images, checkpoint.info.model.classNames);
  return { result: { evaluation, detected: images, broken }, damaged };
}

/**
 * The photographs that a data set's tiles were cut out of.
 * @throws UsageError where its tiles are no photograph's whole.
 */
export function photographsOf(data: BoxDataset, tile: TileOptions): BoxDataset {
  if (!isTiled(data)) return data;
  const { photographs, tiles } = data;
  if (tiles.length === tiledDataset(photographs, tile).length) return photographs;
  throw new UsageError(
    `--score-on: expected tiles for ${data.name}, whose parts are some tiles of each photograph, got photographs. Leave it out, or take data of whole photographs.`,
  );
}

function isTiled(data: BoxDataset): data is TiledDataset {
  return "tiles" in data && "photographs" in data;
}

function mostOfAClass(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
