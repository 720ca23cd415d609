/** Numbers ids from 0, in the order in which they are met. */
import type { CocoId } from "./coco-values.ts";

/** The ids that were met so far, each with a number. */
export class IdNumbers {
  readonly #numbers = new Map<CocoId, number>();
  readonly #ids: CocoId[] = [];

  /** The ids by number. */
  get ids(): readonly CocoId[] {
    return this.#ids;
  }

  /** The number of an id. */
  of(id: CocoId): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    this.#numbers.set(id, this.#ids.length);
    return this.#ids.push(id) - 1;
  }
}
