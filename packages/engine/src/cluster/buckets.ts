/** Puts tensors into buckets: few long messages travel faster than many short ones, and the first goes early. */

/** Tensors that travel together, by their places in the list, and how many numbers each holds. */
export interface Bucket {
  readonly places: readonly number[];
  readonly sizes: readonly number[];
}

/** The share of a bucket from which on a tensor travels alone. */
const largeShare = 0.25;

/**
 * Deals tensors of these sizes, in order, to buckets of at least `elements` numbers each; the last may be shorter.
 *
 * A tensor of a quarter of that or more travels alone: to copy it into a bucket and out again takes longer than to send
 * one message more.
 */
export function dealToBuckets(sizes: readonly number[], elements: number): Bucket[] {
  const buckets: Bucket[] = [];
  let open: { places: number[]; sizes: number[] } = { places: [], sizes: [] };
  let room = 0;
  for (const [place, size] of sizes.entries()) {
    if (size >= largeShare * elements) {
      buckets.push({ places: [place], sizes: [size] });
      continue;
    }
    if (room <= 0) {
      open = { places: [], sizes: [] };
      buckets.push(open);
      room = elements;
    }
    open.places.push(place);
    open.sizes.push(size);
    room -= size;
  }
  return buckets;
}
