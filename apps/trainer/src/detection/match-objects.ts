/** Which found object is which known one on an image, whatever their classes: for pictures and tables of confusions. */
import { type DetectedImage, type FoundObject, type KnownObject, overlapOf, shareInside } from "./found-objects.ts";

/** The overlap from which on a found object is taken for a known one. */
const leastOverlap = 0.5;

/** What became of the objects of an image. */
export interface MatchedImage {
  /** Found and known objects that are the same one; their classes may differ. */
  readonly pairs: readonly { readonly found: FoundObject; readonly known: KnownObject }[];
  /** What was found where nothing is known; what lies in a crowd is left out. */
  readonly extra: readonly FoundObject[];
  /** What is known and was not found; crowds are left out. */
  readonly missed: readonly KnownObject[];
}

/**
 * Matches what was found with a score of at least `leastScore`, the surest first: each takes the known object of its
 * class that it overlaps most and that no surer one took, else such an object of another class. An overlap of half
 * their common area is needed.
 */
export function matchObjects({ found, known }: DetectedImage, leastScore: number): MatchedImage {
  const objects = known.filter(({ isCrowd }) => !isCrowd);
  const crowds = known.filter(({ isCrowd }) => isCrowd);
  const free = new Set(objects);
  const pairs: { readonly found: FoundObject; readonly known: KnownObject }[] = [];
  const extra: FoundObject[] = [];
  const sure = found.filter(({ score }) => score >= leastScore).sort((a, b) => b.score - a.score);
  for (const one of sure) {
    const candidates = [...free];
    const match =
      bestOf(
        one,
        candidates.filter(({ label }) => label === one.label),
      ) ?? bestOf(one, candidates);
    if (match !== undefined) {
      free.delete(match);
      pairs.push({ found: one, known: match });
    } else if (!crowds.some(({ box }) => shareInside(one.box, box) >= leastOverlap)) {
      extra.push(one);
    }
  }
  return { pairs, extra, missed: [...free] };
}

/** The candidate of the greatest overlap; undefined where none is great enough. */
function bestOf({ box }: FoundObject, candidates: readonly KnownObject[]): KnownObject | undefined {
  let best: KnownObject | undefined;
  let greatest = leastOverlap;
  for (const candidate of candidates) {
    const overlap = overlapOf(box, candidate.box);
    if (overlap < greatest) continue;
    greatest = overlap;
    best = candidate;
  }
  return best;
}
