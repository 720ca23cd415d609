/** Walks over the data elements of a MATLAB 5 file; no size is believed before it is checked. */
import { DataError } from "../../errors.ts";
import { type MatCounts, matLimits } from "./mat-budget.ts";

/** Bytes of each number type, by its code in the file. */
const numberBytes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8 };

/** Type codes of elements that are no plain numbers. */
export const elementTypes = { matrix: 14, compressed: 15, utf8: 16, utf16: 17 } as const;

/** One data element: its type code, and its bytes. */
export interface MatElement {
  readonly type: number;
  readonly bytes: Uint8Array;
  /** Where its bytes begin. */
  readonly offset: number;
}

export interface MatSource {
  /** Names the file, and the part of it that was unpacked, in errors. */
  readonly name: string;
  readonly littleEndian: boolean;
  /** Counts what the whole file has been found to hold. */
  readonly counts: MatCounts;
}

/** A place in a run of elements. */
export class MatCursor {
  readonly source: MatSource;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Where `bytes` begin, as errors tell it. */
  readonly #start: number;
  #at = 0;

  constructor(source: MatSource, bytes: Uint8Array, start = 0) {
    this.source = source;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#start = start;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  get offset(): number {
    return this.#start + this.#at;
  }

  /**
   * The next element, and on to the one after it.
   * @throws DataError when it does not fit into what is left.
   */
  next(): MatElement {
    if (this.remaining < 8) throw this.error("8 bytes of a tag", `${this.remaining} bytes`);
    const { littleEndian } = this.source;
    const word = this.#view.getUint32(this.#at, littleEndian);
    const isSmall = word > 0xffff; // up to 4 bytes lie in the tag itself
    const type = word & 0xffff;
    const size = isSmall ? word >>> 16 : this.#view.getUint32(this.#at + 4, littleEndian);
    const from = this.#at + (isSmall ? 4 : 8);
    const room = isSmall ? 4 : this.#bytes.length - from;
    if (size > room) throw this.error(`an element of at most ${room} bytes`, `one that claims ${size}`);
    const end = from + size;
    const padded = isSmall ? this.#at + 8 : type === elementTypes.compressed ? end : Math.ceil(end / 8) * 8;
    const element = { type, bytes: this.#bytes.subarray(from, end), offset: this.#start + from };
    this.#at = Math.min(padded, this.#bytes.length);
    return element;
  }

  /**
   * The numbers of the next element, whichever of the number types they are stored in.
   * @throws DataError for other elements, and for more than `most` of them.
   */
  nextNumbers(what: string, most: number = matLimits.numbers): Float64Array {
    const place = this.offset;
    const { type, bytes } = this.next();
    const size = numberBytes[type];
    if (size === undefined) throw this.error(`numbers for ${what}`, `an element of type ${type}`, place);
    if (bytes.length % size !== 0)
      throw this.error(`whole numbers of ${size} bytes for ${what}`, `${bytes.length} bytes`, place);
    if (bytes.length / size > most)
      throw this.error(`at most ${most} numbers for ${what}`, `${bytes.length / size}`, place);
    this.spend("numbers", bytes.length / size, place);
    return toNumbers(type, size, bytes, this.source.littleEndian);
  }

  /** Counts what is about to be made. @throws DataError when the file has had more of it than any label file has. */
  spend(kind: keyof MatCounts, count: number, place: number = this.offset): void {
    const { counts } = this.source;
    counts[kind] += count;
    if (counts[kind] > matLimits[kind])
      throw this.error(`at most ${matLimits[kind]} ${kind} in the whole file`, "more", place);
  }

  /** An error at `place`, which is here unless given. */
  error(expected: string, got: string, place: number = this.offset): DataError {
    return new DataError(
      `${this.source.name}: expected ${expected} at byte ${place}, got ${got}. The file is damaged; fetch it again.`,
    );
  }
}

function toNumbers(type: number, size: number, bytes: Uint8Array, littleEndian: boolean): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[type];
  const numbers = new Float64Array(bytes.length / size);
  if (read) for (let i = 0; i < numbers.length; i++) numbers[i] = read(view, i * size, littleEndian);
  return numbers;
}

const readers: Readonly<Record<number, (view: DataView, at: number, littleEndian: boolean) => number>> = {
  1: (view, at) => view.getInt8(at),
  2: (view, at) => view.getUint8(at),
  3: (view, at, littleEndian) => view.getInt16(at, littleEndian),
  4: (view, at, littleEndian) => view.getUint16(at, littleEndian),
  5: (view, at, littleEndian) => view.getInt32(at, littleEndian),
  6: (view, at, littleEndian) => view.getUint32(at, littleEndian),
  7: (view, at, littleEndian) => view.getFloat32(at, littleEndian),
  9: (view, at, littleEndian) => view.getFloat64(at, littleEndian),
  12: (view, at, littleEndian) => Number(view.getBigInt64(at, littleEndian)),
  13: (view, at, littleEndian) => Number(view.getBigUint64(at, littleEndian)),
};
