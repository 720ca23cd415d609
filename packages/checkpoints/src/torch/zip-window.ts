/** What yauzl reads a zip through: small reads that lie near each other are served from one larger one. */
import { Readable } from "node:stream";
import { RandomAccessReader } from "yauzl";
import type { BinaryFile } from "../safetensors/binary-file.ts";

/** Read at once where reads follow each other. A list of a thousand entries takes about 100 kB. */
const windowBytes = 2 ** 17;

/** Read at once where a read lies far from the one before, as the heads of large entries do. */
const pageBytes = 2 ** 10;

/** A reader over an open file, which it does not close. */
export class ZipWindow extends RandomAccessReader {
  readonly #file: BinaryFile;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(file: BinaryFile) {
    super();
    this.#file = file;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#window(position, length).then(
      (bytes) => {
        buffer.set(bytes, offset);
        callback(null);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }

  /** Storages are read by their place, and not through here. */
  override _readStreamForRange(): Readable {
    return Readable.from([]);
  }

  async #window(position: number, length: number): Promise<Uint8Array> {
    const end = position + length;
    const known = this.#start + this.#bytes.length;
    if (position < this.#start || end > known) {
      const follows = position >= this.#start && position < known + pageBytes;
      const wanted = follows ? windowBytes : pageBytes;
      const most = Math.max(length, Math.min(wanted, this.#file.size - position));
      this.#bytes = await this.#file.read(position, most);
      this.#start = position;
    }
    return this.#bytes.subarray(position - this.#start, end - this.#start);
  }
}
