/** The score from which on what a detector says is best believed. */
import type { ScoreChoice } from "./detection-evaluation.ts";
import type { DetectedImage } from "./found-objects.ts";
import { matchObjects } from "./match-objects.ts";

/**
 * The least score with the highest F1 over all classes, of equals the highest; what was found is right where it
 * overlaps an object of its class by half. Where nothing right was found it is 0.5, and worth nothing.
 */
export function bestScore(images: readonly DetectedImage[]): ScoreChoice {
  const answers = images.flatMap(answersOf).sort((a, b) => b.score - a.score);
  const objects = images.reduce((sum, { known }) => sum + known.filter(({ isCrowd }) => !isCrowd).length, 0);
  let best: ScoreChoice = { score: 0.5, precision: 0, recall: 0, f1: 0 };
  let right = 0;
  for (const [index, { score, isRight }] of answers.entries()) {
    if (isRight) right++;
    if (answers[index + 1]?.score === score) continue;
    const f1 = (2 * right) / (index + 1 + objects);
    if (f1 > best.f1) best = { score, precision: right / (index + 1), recall: right / objects, f1 };
  }
  return best;
}

/**
 * What was found on an image, and whether it is right. The surest take their objects first, whatever comes after them:
 * so what is right at the least score is right at every other.
 */
function answersOf(image: DetectedImage): { readonly score: number; readonly isRight: boolean }[] {
  const labels = new Set(image.found.map(({ label }) => label));
  return [...labels].flatMap((wanted) => {
    const ofClass = <T extends { readonly label: number }>(objects: readonly T[]) =>
      objects.filter(({ label }) => label === wanted);
    const { pairs, extra } = matchObjects({ ...image, found: ofClass(image.found), known: ofClass(image.known) }, 0);
    return [
      ...pairs.map(({ found }) => ({ score: found.score, isRight: true })),
      ...extra.map(({ score }) => ({ score, isRight: false })),
    ];
  });
}
