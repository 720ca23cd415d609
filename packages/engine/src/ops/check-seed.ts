/**
 * Checks that `seed` is a whole number in [−2³¹, 2³¹): another one would be rounded to a seed that is taken already.
 * @throws RangeError that names `who` asked, for any other number.
 */
export function checkSeed(who: string, seed: number): void {
  if (seed === (seed | 0)) return;
  throw new RangeError(`${who}: seed must be a whole number in [-2^31, 2^31), got ${seed}. Use 0, say.`);
}
