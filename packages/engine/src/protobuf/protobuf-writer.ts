/** Writes protobuf's wire format: what is needed of TensorFlow's own messages. */

const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const sevenBits = 128;

/**
 * Writes one message of protobuf, field after field. Bytes that it is given are not copied until `concat`, so that a
 * message of many weights costs no memory of its own.
 */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  /** The length of the message, in bytes. */
  get length(): number {
    return this.#length;
  }

  /** The message, in pieces that follow one another. */
  get chunks(): readonly Uint8Array[] {
    return this.#chunks;
  }

  /** Writes a whole number (int32, int64, uint64, bool, an enum) of at most 2⁵³; negative ones take ten bytes. */
  number(tag: number, value: number): this {
    return this.#varint(tag * 8 + wireType.varint).#varint(value);
  }

  /** Writes a number as float32. */
  float(tag: number, value: number): this {
    return this.#varint(tag * 8 + wireType.fixed32).#push(new Uint8Array(Float32Array.of(value).buffer));
  }

  /** Writes a number as float64. */
  double(tag: number, value: number): this {
    return this.#varint(tag * 8 + wireType.fixed64).#push(new Uint8Array(Float64Array.of(value).buffer));
  }

  /** Writes bytes, or a text in UTF-8. */
  bytes(tag: number, value: Uint8Array | string): this {
    const bytes = typeof value === "string" ? Buffer.from(value) : value;
    return this.#varint(tag * 8 + wireType.bytes)
      .#varint(bytes.length)
      .#push(bytes);
  }

  /** Writes a list of whole numbers in one field. */
  numbers(tag: number, values: readonly number[]): this {
    const list = new ProtobufWriter();
    for (const value of values) list.#varint(value);
    return this.message(tag, list);
  }

  /** Writes a message in a field of this one. */
  message(tag: number, value: ProtobufWriter): this {
    this.#varint(tag * 8 + wireType.bytes).#varint(value.length);
    for (const chunk of value.#chunks) this.#push(chunk);
    return this;
  }

  /** The message in one piece. */
  concat(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(Buffer.concat(this.#chunks));
  }

  #varint(value: number): this {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest >= sevenBits; rest >>= 7n) bytes.push(Number(rest & 127n) | sevenBits);
    return this.#push(Uint8Array.of(...bytes, Number(rest)));
  }

  #push(bytes: Uint8Array): this {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
    return this;
  }
}
