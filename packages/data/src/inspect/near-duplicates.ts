/** Finds images that look the same, among very many, without comparing every two. */
import { setImmediate as breathe } from "node:timers/promises";
import type { ImageFacts } from "./image-facts.ts";
import { differingBits } from "./perceptual-hash.ts";

/** When two images count as near duplicates: both must hold. */
export interface NearThreshold {
  /** The most bits of 64 that their perceptual hashes may differ in. */
  readonly hashBits: number;
  /** The least correlation of their 16 × 16 grey sketches, at most 1. */
  readonly correlation: number;
}

/** The usual threshold of near duplicates: 6 bits, and a correlation of 0.99. */
export const defaultNearThreshold: NearThreshold = { hashBits: 6, correlation: 0.99 };

type Looks = Pick<ImageFacts, "hash" | "sketch">;

/**
 * Groups of indices, each of two or more; images of one colour are in none.
 *
 * Hashes that differ in at most b bits agree in one of b + 1 pieces at least: only images that share a piece are
 * compared.
 * @throws the signal's reason when aborted.
 */
export async function nearDuplicates(
  images: readonly (Looks | undefined)[],
  { hashBits, correlation }: NearThreshold,
  signal?: AbortSignal,
): Promise<number[][]> {
  const groups = new Groups(images.length);
  const high = Uint32Array.from(images, (image) => image?.hash[0] ?? 0);
  const low = Uint32Array.from(images, (image) => image?.hash[1] ?? 0);
  const differing = (a: number, b: number) =>
    differingBits(high[a] ?? 0, high[b] ?? 0) + differingBits(low[a] ?? 0, low[b] ?? 0);
  const pieces = hashBits + 1;
  const buckets = Array.from({ length: pieces }, () => new Map<number, number[]>());
  for (const [index, image] of images.entries()) {
    if (index % 256 === 0) {
      await breathe();
      signal?.throwIfAborted();
    }
    if (!image?.sketch) continue;
    for (const [number, bucket] of buckets.entries()) {
      const piece = pieceOf(image.hash, number, pieces);
      const others = bucket.get(piece) ?? [];
      for (const other of others) {
        if (differing(index, other) > hashBits || groups.areJoined(index, other)) continue;
        if (correlationOf(image.sketch, images[other]?.sketch) >= correlation) groups.join(index, other);
      }
      others.push(index);
      bucket.set(piece, others);
    }
  }
  return groups.list();
}

function correlationOf(a: Float32Array, b: Float32Array | undefined): number {
  return a.reduce((sum, value, i) => sum + value * (b?.[i] ?? 0), 0);
}

/** Piece `number` of `pieces` of the 64 bits, as a number. */
function pieceOf([high, low]: readonly [number, number], number: number, pieces: number): number {
  const start = Math.floor((number * 64) / pieces);
  const end = Math.floor(((number + 1) * 64) / pieces);
  let piece = 0;
  for (let bit = start; bit < end; bit++) {
    const half = bit < 32 ? high : low;
    piece = piece * 2 + ((half >>> (bit & 31)) & 1);
  }
  return piece;
}

/** Sets that grow together. */
export class Groups {
  readonly #parents: Int32Array;

  constructor(length: number) {
    this.#parents = Int32Array.from({ length }, (_, i) => i);
  }

  areJoined(a: number, b: number): boolean {
    return this.#root(a) === this.#root(b);
  }

  join(a: number, b: number): void {
    const [first, second] = [this.#root(a), this.#root(b)];
    this.#parents[Math.max(first, second)] = Math.min(first, second);
  }

  /** The sets of two or more, each ascending, in the order of their first members. */
  list(): number[][] {
    const found = new Map<number, number[]>();
    for (let index = 0; index < this.#parents.length; index++) {
      const root = this.#root(index);
      const members = found.get(root);
      if (members) members.push(index);
      else found.set(root, [index]);
    }
    return [...found.values()].filter(({ length }) => length > 1);
  }

  #root(index: number): number {
    let root = index;
    for (let parent = this.#parents[root] ?? root; parent !== root; parent = this.#parents[root] ?? root) {
      this.#parents[root] = this.#parents[parent] ?? parent;
      root = parent;
    }
    return root;
  }
}
