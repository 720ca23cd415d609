/** Detections on tiles as those of their photograph. */
import { suppressBoxes } from "@tresnet/boxes";
import type { PixelWindow } from "../../dataset/dataset.ts";

/** What was found on one tile. */
export interface TileDetections {
  /** The part of the photograph that the tile shows. */
  readonly window: PixelWindow;
  /** [x1, y1, x2, y2, …] in pixels of the tile. */
  readonly boxes: ArrayLike<number>;
  /** Each box's score. */
  readonly scores: ArrayLike<number>;
  /** Each box's class, from 0. */
  readonly labels: ArrayLike<number>;
}

/** What was found on a photograph, by descending score. */
export interface MergedDetections {
  /** [x1, y1, x2, y2, …] in pixels of the photograph. */
  readonly boxes: Float32Array;
  /** Each box's score. */
  readonly scores: Float32Array;
  /** Each box's class, from 0. */
  readonly labels: Int32Array;
}

/** How detections are merged. */
export interface MergeOptions {
  /** The IoU above which a better box of the same class suppresses a worse one. @default 0.5 */
  readonly iouThreshold?: number | undefined;
  /** How many detections the photograph has at most. @default 1000 */
  readonly most?: number | undefined;
}

/**
 * Merges what was found on the tiles of one photograph. Where tiles overlap, a box counts on the tile in which its
 * middle lies deeper: another tile may show a part of the object alone, whose box no overlap would suppress. What is
 * left is suppressed within each class.
 */
export function mergeTiles(
  tiles: readonly TileDetections[],
  { iouThreshold = 0.5, most = 1000 }: MergeOptions = {},
): MergedDetections {
  const boxes: number[] = [];
  const scores: number[] = [];
  const labels: number[] = [];
  for (const [place, tile] of tiles.entries()) {
    for (let at = 0; at < tile.scores.length; at++) {
      const box = [0, 1, 2, 3].map(
        (side) => Number(tile.boxes[4 * at + side]) + (side % 2 === 0 ? tile.window.x : tile.window.y),
      );
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = box;
      if (ownerOf((x1 + x2) / 2, (y1 + y2) / 2, tiles) !== place) continue;
      boxes.push(...box);
      scores.push(Number(tile.scores[at]));
      labels.push(Number(tile.labels[at]));
    }
  }
  const kept = suppressBoxes({ boxes, scores, labels }, iouThreshold, most);
  return {
    boxes: Float32Array.from(Array.from(kept).flatMap((at) => boxes.slice(4 * at, 4 * at + 4))),
    scores: Float32Array.from(kept, (at) => scores[at] ?? 0),
    labels: Int32Array.from(kept, (at) => labels[at] ?? 0),
  };
}

/** The tile in which a point lies deepest: the first of several. */
function ownerOf(x: number, y: number, tiles: readonly TileDetections[]): number {
  let [owner, deepest] = [-1, Number.NEGATIVE_INFINITY];
  for (const [place, { window }] of tiles.entries()) {
    const depth = Math.min(x - window.x, y - window.y, window.x + window.width - x, window.y + window.height - y);
    if (depth > deepest) [owner, deepest] = [place, depth];
  }
  return owner;
}
