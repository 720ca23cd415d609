/**
 * The sides in the order of their turns in an epoch, counted from 1: A B, B A, A B …
 *
 * So neither is always the first, and every epoch of a side stands next to the same epoch of the other.
 */
export function turnOrder<Side>(sides: readonly Side[], epoch: number): Side[] {
  return epoch % 2 === 1 ? [...sides] : sides.toReversed();
}
