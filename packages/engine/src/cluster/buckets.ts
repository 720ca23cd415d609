/** Puts tensors into buckets: few long messages travel faster than many short ones, and the first goes early. */

/** Tensors that travel together, by their places in the list, and how many numbers each holds. */
export interface Bucket {
  readonly places: readonly number[];
  readonly sizes: readonly number[];
}

/**
 * Deals tensors of these sizes, in order, to buckets of at least `elements` numbers each; the last may be shorter.
 */
export function dealToBuckets(sizes: readonly number[], elements: number): Bucket[] {
  const buckets: { places: number[]; sizes: number[] }[] = [];
  let room = 0;
  for (const [place, size] of sizes.entries()) {
    if (room <= 0) {
      buckets.push({ places: [], sizes: [] });
      room = elements;
    }
    const bucket = buckets.at(-1);
    bucket?.places.push(place);
    bucket?.sizes.push(size);
    room -= size;
  }
  return buckets;
}
