/**
 * Checks a seed: others would be rounded to one that is taken already.
 * @throws RangeError that names who asked, unless it is a whole number in [−2³¹, 2³¹).
 */
export function checkSeed(who: string, seed: number): void {
  if (seed === (seed | 0)) return;
  throw new RangeError(`${who}: seed must be a whole number in [-2^31, 2^31), got ${seed}. Use 0, say.`);
}
