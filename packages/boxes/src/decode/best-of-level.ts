import type { LevelGrid } from "../pyramid-locations.ts";
import type { HeadOutputs } from "./head-outputs.ts";

/** A location's answer for one class. */
export interface Candidate {
  /** The location's place in its level. */
  readonly place: number;
  readonly label: number;
  readonly score: number;
}

/** Which answers are looked at. */
export interface CandidateLimits {
  readonly classes: number;
  readonly scoreThreshold: number;
  readonly perLevel: number;
}

/**
 * Lists the best answers of a level with a score above the threshold, by descending score; equal scores in the order of
 * locations, then classes. A score is √(sigmoid(class) · sigmoid(centre-ness)).
 */
export function bestOfLevel(
  { first, height, width }: LevelGrid,
  { classLogits, centernessLogits }: HeadOutputs,
  { classes, scoreThreshold, perLevel }: CandidateLimits,
): readonly Candidate[] {
  // A class alone must be above the threshold's square: most logits are not, and need no exponential.
  const least = logit(Math.max(0, scoreThreshold) ** 2) - 1e-3;
  const places: number[] = []; // location · classes + class
  const scores: number[] = [];
  for (let place = 0; place < height * width; place++) {
    const location = first + place;
    for (let label = 0; label < classes; label++) {
      const classLogit = classLogits[location * classes + label] ?? 0;
      if (classLogit < least) continue;
      const score = Math.sqrt(sigmoid(classLogit) * sigmoid(centernessLogits[location] ?? 0));
      if (score <= scoreThreshold) continue;
      places.push(place * classes + label);
      scores.push(score);
    }
  }
  const worst = Float64Array.from(scores).sort().at(-perLevel) ?? 0;
  const best: Candidate[] = [];
  places.forEach((at, index) => {
    const score = scores[index] ?? 0;
    if (score >= worst) best.push({ place: Math.floor(at / classes), label: at % classes, score });
  });
  return best.sort((a, b) => b.score - a.score).slice(0, perLevel);
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function logit(share: number): number {
  return Math.log(share / (1 - share));
}
