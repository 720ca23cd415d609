/** A typed array that grows. */

type Numbers = Float64Array | Int32Array | Uint8Array;

/** Numbers of one type, added one by one. */
export class GrowingColumn<T extends Numbers> {
  readonly #make: new (
    length: number,
  ) => T;
  #values: T;
  #length = 0;

  constructor(make: new (length: number) => T) {
    this.#make = make;
    this.#values = new make(1024);
  }

  /** How many numbers there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds one number. */
  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new this.#make(2 * this.#values.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** The numbers so far: a view of the column's own memory. */
  values(): ArrayLike<number> {
    return this.#values.subarray(0, this.#length);
  }
}
