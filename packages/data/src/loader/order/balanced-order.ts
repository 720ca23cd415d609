/** An order of images in which every class comes equally often. */
import { type Random, shuffled } from "../../random.ts";

/**
 * As many indices as there are labels, in random order: classes differ by one place at most, whatever their sizes.
 *
 * A small class's images repeat, each as often as the next (one more at most); of a large class, a random part is seen.
 */
export function balancedOrder(labels: ArrayLike<number>, stream: Random): Uint32Array {
  const members = new Map<number, number[]>();
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index] ?? 0;
    const ofClass = members.get(label);
    if (ofClass) ofClass.push(index);
    else members.set(label, [index]);
  }
  const classes = [...members.values()];
  const places = Math.floor(labels.length / classes.length);
  // The places that are left over go to classes by lot.
  const lucky = new Set(shuffled(classes.length, stream).subarray(0, labels.length % classes.length));
  const chosen = classes.flatMap((images, position) => draw(images, places + (lucky.has(position) ? 1 : 0), stream));
  return shuffled(chosen.length, stream).map((place) => chosen[place] ?? 0);
}

/** For each place of an order, how often its image came before. */
export function repeatsOf(order: Uint32Array): Uint32Array {
  const seen = new Map<number, number>();
  return order.map((index) => {
    const before = seen.get(index) ?? 0;
    seen.set(index, before + 1);
    return before;
  });
}

/** `count` of the images, going round all of them in a new order each time. */
function draw(images: readonly number[], count: number, stream: Random): number[] {
  const drawn: number[] = [];
  while (drawn.length < count) {
    const round = shuffled(images.length, stream).subarray(0, count - drawn.length);
    for (const place of round) drawn.push(images[place] ?? 0);
  }
  return drawn;
}
