/** Memory in which batches are made again and again, shared by the threads. */

/**
 * Memory that moves from thread to thread counts as new in each: with batches of 19 MB V8 looks for garbage all the
 * time, with as many threads as there are. Shared memory is not counted. So that it can't pile up where nobody gives
 * any back, there is a piece of it for each that was given back, and never more than `most`.
 */
export class BatchMemory {
  readonly #most: number;
  readonly #spare: SharedArrayBuffer[] = [];
  readonly #lent = new Set<SharedArrayBuffer>();
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** A piece of this very size, whatever is in it; undefined where there is none. */
  take(sizeBytes: number): SharedArrayBuffer | undefined {
    const place = this.#spare.findLastIndex(({ byteLength }) => byteLength === sizeBytes);
    const [memory] = place < 0 ? [] : this.#spare.splice(place, 1);
    if (memory) this.#lent.add(memory);
    return memory;
  }

  /**
   * Takes back what it lent, or any other memory in exchange for a piece to lend: that is gone from the caller at once.
   */
  giveBack(memory: ArrayBufferLike): void {
    if (memory instanceof ArrayBuffer) this.#exchange(memory);
    else if (this.#lent.delete(memory)) this.#spare.push(memory);
  }

  #exchange(memory: ArrayBuffer): void {
    const { byteLength } = memory;
    if (byteLength === 0) return; // gone already: Node 22 and later refuse to move it again
    structuredClone(memory, { transfer: [memory] });
    if (this.#count === this.#most) return;
    this.#count++;
    this.#spare.push(new SharedArrayBuffer(byteLength));
  }
}
