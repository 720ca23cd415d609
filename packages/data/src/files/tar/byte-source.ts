/** Bytes that come in chunks, taken in pieces of the reader's choice. */

/** Hands out the bytes of a stream in order; at its end there are fewer than asked for. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array();
  #at = 0;
  /** Bytes handed out so far. */
  offset = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes, `most` of them or fewer; empty at the end. They are valid until the next call. */
  async some(most: number): Promise<Uint8Array> {
    while (this.#at === this.#chunk.length) {
      const next = await this.#chunks.next();
      if (next.done) return new Uint8Array();
      this.#chunk = next.value;
      this.#at = 0;
    }
    const piece = this.#chunk.subarray(this.#at, this.#at + most);
    this.#at += piece.length;
    this.offset += piece.length;
    return piece;
  }

  /** The next `count` bytes in memory of their own, fewer at the end. */
  async take(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let missing = count;
    while (missing > 0) {
      const piece = await this.some(missing);
      if (piece.length === 0) break;
      pieces.push(Buffer.from(piece));
      missing -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  /** Ends the stream early. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
