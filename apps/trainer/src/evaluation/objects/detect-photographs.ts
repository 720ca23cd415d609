/** What a detector finds on photographs that are looked at as a whole, or tile by tile. */
import {
  type BoxDataset,
  type BrokenImage,
  mergeTiles,
  type TiledDataset,
  type TileOptions,
  tiledDataset,
} from "@tresnet/data";
import type { DetectedImage, FoundObject } from "../../detection/found-objects.ts";
import { nmsThresholdOf } from "../../images/box-plan.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import { reportCount } from "../../job/report-to.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { detectDataset, type IndexedImage } from "./detect-dataset.ts";
import { type FindingOptions, withDetector } from "./with-detector.ts";

/** What was found on photographs. */
export interface DetectedPhotographs {
  /** Those that could be read, in the order of the data. */
  readonly images: readonly (DetectedImage & { readonly index: number })[];
  readonly broken: readonly BrokenImage[];
  readonly damaged: readonly BrokenImage[];
}

/** Applies a checkpoint's detector to photographs; where `tile` is given, to their tiles, whose objects are merged. */
export async function detectPhotographs(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  photographs: BoxDataset,
  { tile, ...options }: FindingOptions & { readonly tile?: TileOptions | undefined },
): Promise<DetectedPhotographs> {
  const tiles = tile === undefined ? undefined : tiledDataset(photographs, tile);
  const data = tiles ?? photographs;
  const nmsThreshold = nmsThresholdOf(checkpoint.info.model, options.nmsThreshold);
  return withDetector(job, checkpoint, data, options, async (evaluator, loader) => {
    const pass = { onProgress: reportCount(job, "predicting"), signal: job.signal };
    const detected = await detectDataset(evaluator, loader, data, pass);
    const images = tiles === undefined ? detected : whole(photographs, tiles.tiles, detected, nmsThreshold);
    const named = (flawed: readonly BrokenImage[]) => (tiles === undefined ? flawed : ofPhotographs(flawed, tiles));
    return { images, broken: named(loader.broken), damaged: named(loader.damaged) };
  });
}

/** Photographs in place of their tiles, each once. */
function ofPhotographs(flawed: readonly BrokenImage[], { tiles, photographs }: TiledDataset): readonly BrokenImage[] {
  const byPhotograph = new Map<number, BrokenImage>();
  for (const tile of flawed) {
    const index = tiles[tile.index]?.image;
    if (index !== undefined) byPhotograph.set(index, { ...tile, index, id: photographs.id(index) });
  }
  return [...byPhotograph.values()];
}

type Tiles = TiledDataset["tiles"];

/** Puts together what was found on the tiles of each photograph. */
function whole(
  photographs: BoxDataset,
  tiles: Tiles,
  detected: readonly IndexedImage[],
  iouThreshold: number,
): IndexedImage[] {
  const seen = new Set(detected.map(({ index }) => tiles[index]?.image ?? -1));
  return [...seen].map((index) => {
    const ofTiles = detected.filter((image) => tiles[image.index]?.image === index);
    const found = ofTiles.flatMap((image) => {
      const window = tiles[image.index]?.window;
      return window === undefined ? [] : [{ window, ...columnsOf(image.found) }];
    });
    const merged = mergeTiles(found, { iouThreshold });
    return {
      index,
      file: photographs.id(index),
      size: photographs.imageSize(index),
      known: [],
      found: Array.from(merged.scores, (score, at) => {
        const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = merged.boxes.subarray(4 * at, 4 * at + 4);
        return { box: [x1, y1, x2, y2] as const, label: merged.labels[at] ?? 0, score };
      }),
    };
  });
}

function columnsOf(found: readonly FoundObject[]) {
  return {
    boxes: found.flatMap(({ box }) => [...box]),
    scores: found.map(({ score }) => score),
    labels: found.map(({ label }) => label),
  };
}
