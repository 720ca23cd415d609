/** Bytes that are counted while they are read. */
export class CountingBlob extends Blob {
  override readonly size: number;
  readonly #inner: Blob;
  readonly #onBytes: (count: number) => void;

  /** `onBytes` is called with the length of each piece that is read of `stream()`. */
  constructor(inner: Blob, onBytes: (count: number) => void) {
    super([]);
    this.size = inner.size;
    this.#inner = inner;
    this.#onBytes = onBytes;
  }

  override stream(): ReturnType<Blob["stream"]> {
    const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (piece, controller) => {
        this.#onBytes(piece.byteLength);
        controller.enqueue(piece);
      },
    });
    return this.#inner.stream().pipeThrough(count);
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#inner.arrayBuffer();
  }

  override slice(start?: number, end?: number): Blob {
    return this.#inner.slice(start, end);
  }
}
