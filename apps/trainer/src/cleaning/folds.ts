/** The parts of cross-validation. */
import { random, shuffled } from "@tresnet/data";

/** What folds are drawn from. */
export interface FoldOptions {
  /** How many folds. */
  readonly folds: number;
  readonly seed: number;
  /** Images that must not be apart, such as copies of one: a copy with the same wrong label would vouch for it. */
  readonly together?: readonly (readonly number[])[];
}

/**
 * The fold of each image, from 0 to folds - 1: the images of a class are dealt out evenly in an order that the seed
 * draws, images that belong together as the first of them.
 */
export function foldsOf(labels: readonly number[], { folds, seed, together = [] }: FoldOptions): Int32Array {
  const leaders = new Map<number, number>();
  for (const group of together) for (const image of group) leaders.set(image, group[0] ?? image);
  const members = new Map<number, number[]>();
  for (const [image, label] of labels.entries()) {
    if ((leaders.get(image) ?? image) !== image) continue;
    const ofClass = members.get(label);
    if (ofClass === undefined) members.set(label, [image]);
    else ofClass.push(image);
  }
  const fold = new Int32Array(labels.length);
  let next = 0;
  for (const [label, images] of [...members].sort(([a], [b]) => a - b)) {
    for (const place of shuffled(images.length, random(seed, label))) fold[images[place] ?? 0] = next++ % folds;
  }
  for (const [image, leader] of leaders) fold[image] = fold[leader] ?? 0;
  return fold;
}
