/** The images that a detector did best and worst on. */
import type { DetectedImage } from "./found-objects.ts";
import { type MatchedImage, matchObjects } from "./match-objects.ts";

/** An image, and how right what was found on it is. */
export interface RankedImage extends MatchedImage {
  /** The position of the image among those that were given. */
  readonly index: number;
  /** The share of what was found or is known that is right, 0 to 1. */
  readonly f1: number;
}

/**
 * Images by how right what was found with a score of at least `leastScore` is, best first; of equals, that with more
 * objects first among the right ones and last among the wrong ones. Images that show nothing and on which nothing was
 * found are left out.
 */
export function rankImages(images: readonly DetectedImage[], leastScore: number): RankedImage[] {
  return images
    .map((image, index) => {
      const matched = matchObjects(image, leastScore);
      const right = matched.pairs.filter(({ found, known }) => found.label === known.label).length;
      const all = 2 * matched.pairs.length + matched.extra.length + matched.missed.length;
      return { ...matched, index, f1: all === 0 ? Number.NaN : (2 * right) / all };
    })
    .filter(({ f1 }) => !Number.isNaN(f1))
    .sort((a, b) => b.f1 - a.f1 || (a.f1 < 0.5 ? sizeOf(a) - sizeOf(b) : sizeOf(b) - sizeOf(a)) || a.index - b.index);
}

function sizeOf({ pairs, extra, missed }: MatchedImage): number {
  return pairs.length + extra.length + missed.length;
}
