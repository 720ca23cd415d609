/** Which objects were taken for which, for background, or for objects where there is none. */
import type { DetectedImage } from "./found-objects.ts";
import { matchObjects } from "./match-objects.ts";

/**
 * The counts of so many classes, of what was found with a score of at least `leastScore`: a row for each true class and
 * the last one for background, a column for each class that was said and the last one for what was not found.
 */
export function confusionMatrix(images: readonly DetectedImage[], classes: number, leastScore: number): number[][] {
  const counts = Array.from({ length: classes + 1 }, () => new Array<number>(classes + 1).fill(0));
  const count = (truth: number, said: number) => {
    const row = counts[truth];
    if (row?.[said] !== undefined) row[said]++;
  };
  for (const image of images) {
    const { pairs, extra, missed } = matchObjects(image, leastScore);
    for (const { found, known } of pairs) count(known.label, found.label);
    for (const { label } of extra) count(classes, label);
    for (const { label } of missed) count(label, classes);
  }
  return counts;
}
